import { genesisHash } from '../leaf/leaf-hash.ts';
import type { Leaf } from '../leaf/leaf-schema.ts';
import type { ShardSummary } from './check-sequence.ts';
import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/**
 * Each shard begins with `log.opened`, which names size and last hash of the shard before, and goes on from that hash.
 * @param shards the shards that were read to their end so far.
 */
export function checkShardLinks(log: FindingLog, shards: readonly ShardSummary[]): LogCheck {
  return {
    entry(entry) {
      const { leaf } = entry;
      const place = placeOf(entry);
      if (place.seq !== 0 || leaf === null) return;
      const named = leaf.type === 'log.opened' ? leaf.detail?.prev_shard : undefined;
      const before = shards.at(-1);
      if (named === undefined) log.add('broken-shard-link', place, 'The shard does not begin with log.opened.');
      else if (named !== null && named.shard !== before?.shard)
        log.add('missing-shard', { shard: named.shard }, `${leaf.log} goes on from shard ${named.shard}, which is not here.`);
      else if (!isLinked(leaf.prev, named, before)) {
        const expected = before === undefined ? 'begin with the genesis hash' : `go on from the end of shard ${before.shard}`;
        log.add('broken-shard-link', place, `The shard does not ${expected}.`);
      }
    },
  };
}

type NamedShard = NonNullable<NonNullable<Leaf['detail']>['prev_shard']>;

function isLinked(prev: string, named: NamedShard | null, before: ShardSummary | undefined): boolean {
  if (named === null || before === undefined) return named === null && before === undefined && prev === genesisHash;
  return prev === before.lastLeafHash && named.hash === before.lastLeafHash && named.size === before.sizeEntries;
}
