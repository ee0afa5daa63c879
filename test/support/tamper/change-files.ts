import { z } from 'zod';
import { parseSignedCheckpoint } from '../../../packages/tlog/src/index.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { filesOf, keyLine, shardsOf, signCheckpoint, type Files } from './signed-log.ts';
import type { TamperBase } from './tamper-base.ts';
import type { Tamper } from './tamper-case.ts';

const textOf = (files: Files, name: string) => Buffer.from(files[name] ?? new Uint8Array(0)).toString('utf8');
const put = (files: Files, changes: Readonly<Record<string, string | Uint8Array>>): Files => ({
  ...files,
  ...Object.fromEntries(Object.entries(changes).map(([name, content]) => [name, Buffer.from(content)])),
});
const earlierOf = (files: Files, shard: number) =>
  textOf(files, `${shard}/checkpoints.jsonl`)
    .split('\n')
    .filter((line) => line !== '');
const lineSchema = z.object({ note: z.string() });
const noteIn = (line: string): string => lineSchema.parse(JSON.parse(line)).note;
const sizeOf = (note: string) => parseSignedCheckpoint(note)?.size ?? 0;

/** A shard with at least three checkpoints, and one of its earlier ones. */
function shardAndEarlier({ files, items }: TamperBase, random: SeededRandom) {
  const shard = random.pick(shardsOf(items));
  const lines = earlierOf(files, shard);
  if (lines.length < 3) return null;
  const kept = lines.slice(0, 1 + random.below(lines.length - 2));
  return { shard, kept, old: noteIn(kept.at(-1) ?? ''), newest: noteIn(lines.at(-1) ?? '') };
}

/** What somebody does with the published files. */
export const changeFiles = {
  /** Entries are cut off; or, with an older checkpoint put in place, what was given out shows it. */
  truncateTail: async (base, random) => {
    const end = base.items.flatMap((item, index) => (item.kind === 'entry' && base.items[index + 1]?.kind !== 'entry' ? [index] : []));
    const last = random.pick(end);
    const count = 1 + random.below(3);
    return { files: await filesOf(base.items.toSpliced(last - count + 1, count)), trust: {}, found: 'truncated-tail' };
  },
  replayCheckpoint: async (base, random) => {
    const place = shardAndEarlier(base, random);
    if (place === null) return null;
    const { shard, kept, old, newest } = place;
    const isForgotten = random.next() < 0.5;
    return {
      files: put(base.files, {
        [`${shard}/checkpoint`]: old,
        ...(isForgotten && { [`${shard}/checkpoints.jsonl`]: kept.map((line) => `${line}\n`).join('') }),
      }),
      trust: isForgotten ? { kept: [newest] } : {},
      found: 'checkpoint-ahead',
    };
  },
  dropShard: async (base, random) => {
    const shards = shardsOf(base.items);
    const shard = random.pick(shards);
    if (shards.length < 2) return null;
    const files = Object.fromEntries(Object.entries(base.files).filter(([name]) => !name.startsWith(`${shard}/`)));
    // The newest year is missed by nobody in the log itself: a checkpoint that was kept tells of it.
    const newest = earlierOf(base.files, shard).map(noteIn).at(-1) ?? '';
    return { files, trust: shard === shards.at(-1) ? { kept: [newest] } : {}, found: 'missing-shard' };
  },
  editTile: async (base, random) => {
    const name = random.pick(Object.keys(base.files).filter((one) => /\/tile\/\d+\//.test(one)));
    const data = Uint8Array.from(base.files[name] ?? []);
    const at = random.below(data.length);
    data[at] = (data[at] ?? 0) ^ (1 << random.below(8));
    return { files: put(base.files, { [name]: data }), trust: {}, found: 'tile-mismatch' };
  },
  /** All checkpoints of a shard say to be of another log, signed with a key of that name. */
  otherOrigin: async (base, random) => {
    const shard = random.pick(shardsOf(base.items));
    const origin = `other.test/audit/${shard}`;
    const notes = await Promise.all(
      earlierOf(base.files, shard).map(async (line) => {
        const { size = 0, root = new Uint8Array(32) } = parseSignedCheckpoint(noteIn(line)) ?? {};
        return signCheckpoint(base.signers, { origin, size, root }, true);
      }),
    );
    const newest = notes.toSorted((left, right) => sizeOf(right) - sizeOf(left))[0] ?? '';
    return {
      files: put(base.files, {
        [`${shard}/checkpoints.jsonl`]: notes.map((note) => `${JSON.stringify({ note })}\n`).join(''),
        [`${shard}/checkpoint`]: newest,
        [`${shard}/keys.txt`]: `${keyLine(base.signers, origin)}\n`,
      }),
      trust: {},
      found: 'wrong-log',
    };
  },
} as const satisfies Readonly<Record<string, Tamper>>;
