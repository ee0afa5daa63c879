import { createTreeBuilder, fromHex, tilesOf, toHex } from '@carrel/tlog';
import { placeOf, type CheckedCheckpoint, type LogCheck } from './log-check.ts';
import type { FindingLog, SignedShard } from './report.ts';
import { createTileDigests } from './tile-digests.ts';

/**
 * The entries of each shard give the root of every checkpoint at its size, and the tiles. A checkpoint that was kept outside
 * shows a log that was rewritten and signed anew.
 */
export function checkTree(
  log: FindingLog,
  options: { readonly needsCheckpoints: boolean },
): LogCheck & { signed(): readonly SignedShard[] } {
  const signed: SignedShard[] = [];
  let current: ReturnType<typeof createShardCheck> | null = null;
  const close = () => {
    const summary = current?.close(options.needsCheckpoints) ?? null;
    if (summary !== null) signed.push(summary);
    current = null;
  };
  return {
    signed: () => signed,
    shard(item) {
      close();
      current = createShardCheck(log, item.shard);
    },
    checkpoint: (checkpoint) => current?.checkpoint(checkpoint),
    entry: (entry) => current?.entry(placeOf(entry).seq, entry.hash),
    tile: (tile) => current?.tile(tile),
    end: close,
  };
}

function createShardCheck(log: FindingLog, shard: number) {
  const waiting: CheckedCheckpoint[] = [];
  const builder = createTreeBuilder();
  const tiles = createTileDigests();
  const seenTiles = new Set<string>();
  let isContiguous = true;
  let signedSize = 0;
  let agreed: SignedShard | null = null;

  const agree = (checkpoint: CheckedCheckpoint, root: string) => {
    const { size, rootHash, signedBy } = checkpoint;
    if (rootHash === root) {
      agreed = { shard, size, rootHash, signedBy, count: (agreed?.count ?? 0) + 1 };
      return;
    }
    log.add(
      'root-mismatch',
      { shard, seq: size - 1 },
      `The checkpoint of ${size} entries has the root ${rootHash}; the entries give ${root}.`,
    );
  };

  return {
    checkpoint(checkpoint: CheckedCheckpoint) {
      const other = waiting.find((one) => one.size === checkpoint.size && one.rootHash !== checkpoint.rootHash);
      if (other !== undefined)
        log.add(
          'two-roots',
          { shard, seq: checkpoint.size - 1 },
          `Two roots were signed for ${checkpoint.size} entries: ${other.rootHash} and ${checkpoint.rootHash}.`,
        );
      const at = waiting.findLastIndex((one) => one.size <= checkpoint.size) + 1;
      waiting.splice(at, 0, checkpoint);
      signedSize = Math.max(signedSize, checkpoint.size);
    },
    entry(seq: number, hash: string) {
      if (seq !== builder.size) isContiguous = false;
      const bytes = fromHex(hash);
      if (!isContiguous || bytes === null) return;
      builder.append(bytes);
      if (builder.size <= signedSize) tiles.append(bytes);
      while (waiting[0]?.size === builder.size) {
        const checkpoint = waiting.shift();
        if (checkpoint !== undefined) agree(checkpoint, toHex(builder.root()));
      }
    },
    tile(tile: { readonly level: number; readonly index: number; readonly data: Uint8Array }) {
      seenTiles.add(`${tile.level}/${tile.index}`);
      // Without all entries there is nothing to compare with; what is missing is reported by itself.
      if (isContiguous && tiles.compare(tile) === 'different')
        log.add(
          'tile-mismatch',
          { shard, seq: tile.index * 256 ** (tile.level + 1) },
          `The tile at level ${tile.level}, index ${tile.index} is not that of the entries.`,
        );
    },
    close(needsCheckpoints: boolean): SignedShard | null {
      const ahead = waiting.at(-1);
      if (ahead !== undefined)
        log.add(
          'checkpoint-ahead',
          { shard, seq: ahead.size - 1 },
          `A checkpoint covers ${ahead.size} entries; ${builder.size} are there in order.`,
        );
      if (signedSize === 0 && needsCheckpoints)
        log.add('checkpoint-missing', { shard }, `The shard has ${builder.size} entries and no checkpoint.`);
      const missing = tilesOf(tiles.size).find(({ level, index }) => !seenTiles.has(`${level}/${index}`));
      if (missing !== undefined)
        log.add('tile-missing', { shard }, `The tile at level ${missing.level}, index ${missing.index} is not there.`);
      return agreed;
    },
  };
}
