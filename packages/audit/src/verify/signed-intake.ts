import { parseSignedCheckpoint } from '@carrel/tlog';
import type { RawCheckpoint, RawLogItem } from '../export/raw-log.ts';
import type { CheckedCheckpoint } from './log-check.ts';
import { shardOf, type CheckpointReader } from './read-checkpoint.ts';

/** Signatures are verified so many at a time: WebCrypto does it beside the main thread. */
const batchCheckpoints = 128;

/** Takes keys and checkpoints out of the raw log, and adds those that were kept outside, before the entries of their shard. */
export interface SignedIntake {
  /** To be called with each item, before anything else is done with it. */
  take(item: RawLogItem): Promise<void>;
  /** Shards of kept checkpoints that never came. */
  missingShards(): readonly number[];
}

export function createSignedIntake(
  reader: CheckpointReader,
  keptCheckpoints: readonly string[],
  onCheckpoint: (checkpoint: CheckedCheckpoint) => void,
): SignedIntake {
  const seen = new Set<number>();
  let batch: RawCheckpoint[] = [];
  let shard: number | null = null;

  const flush = async () => {
    const items = batch;
    batch = [];
    for (const checked of await Promise.all(items.map(({ note, shard: of }) => reader.read(note, of))))
      if (checked !== null) onCheckpoint(checked);
  };

  const keptOf = (of: number) => keptCheckpoints.filter((note) => keptShard(note) === of);

  /** When the signed part of a shard is over. */
  const finish = async () => {
    const of = shard;
    if (of !== null) batch.push(...keptOf(of).map((note): RawCheckpoint => ({ kind: 'checkpoint', shard: of, note })));
    shard = null;
    await flush();
  };

  return {
    async take(item) {
      if (item.kind === 'key') reader.key(item);
      else if (item.kind === 'checkpoint') {
        batch.push(item);
        if (batch.length >= batchCheckpoints) await flush();
      } else {
        await finish();
        if (item.kind === 'shard') {
          ({ shard } = item);
          seen.add(item.shard);
        }
      }
    },
    missingShards() {
      const kept = new Set(keptCheckpoints.map(keptShard).filter((one) => one !== null));
      return [...kept].filter((one) => !seen.has(one));
    },
  };
}

function keptShard(note: string): number | null {
  const checkpoint = parseSignedCheckpoint(note);
  return checkpoint === null ? null : shardOf(checkpoint.origin);
}
