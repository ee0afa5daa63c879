import type { Leaf } from '../leaf/leaf-schema.ts';
import type { RawEntry } from '../export/raw-log.ts';
import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** What officers search in are the columns, so they must say what the leaf says. The log's name must fit the shard. */
export function checkColumns(log: FindingLog): LogCheck {
  let logName: string | null = null;
  let origins = new Set<string>();
  return {
    shard: () => void (origins = new Set()),
    checkpoint: (checkpoint) => void origins.add(checkpoint.origin),
    entry(entry) {
      const { raw, leaf } = entry;
      if (leaf === null) return;
      const wrong = mismatches(raw, leaf);
      if (wrong.length > 0) log.add('column-mismatch', placeOf(entry), `The columns ${wrong.join(', ')} differ from the leaf.`);
      logName ??= leaf.log.replace(/\/\d{4}$/, '');
      const expected = `${logName}/${raw.shard}`;
      if (leaf.log !== expected) log.add('wrong-log', placeOf(entry), `Expected a leaf of ${expected}, got one of ${leaf.log}.`);
      for (const origin of origins)
        if (origin !== leaf.log) log.add('wrong-log', placeOf(entry), `A checkpoint is of ${origin}, the leaf is of ${leaf.log}.`);
    },
  };
}

function mismatches(raw: RawEntry, leaf: Leaf): readonly string[] {
  const pairs: readonly (readonly [name: string, column: unknown, inLeaf: unknown])[] = [
    ['seq', raw.seq, leaf.seq],
    ['id', raw.id, leaf.id],
    ['time', raw.time, leaf.time],
    ['type', raw.type, leaf.type],
    ['outcome', raw.outcome, leaf.outcome],
    ['actorRef', raw.actorRef, leaf.actor.ref],
    ['targetRef', raw.targetRef, leaf.target?.ref ?? null],
    ['channel', raw.channel, leaf.origin.channel],
  ];
  return pairs.filter(([, column, inLeaf]) => column !== inLeaf).map(([name]) => name);
}
