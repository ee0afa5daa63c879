import type { RawLogItem } from '@carrel/audit';
import { bundlePath, encodeEntries, hashBytes, nodesAtLevel, parseSignedCheckpoint, tilePath, tileWidth } from '@carrel/tlog';

export type AddFile = (name: string, content: Uint8Array | string) => Promise<void>;

interface OpenShard {
  readonly shard: number;
  /** Size of the newest checkpoint: entries behind it are left out. */
  size: number;
  newest: string;
  readonly notes: string[];
  readonly sealed: string[];
  leaves: Uint8Array[];
  bundles: number;
}

/**
 * Makes files of the raw log, item by item, in the layout of C2SP tlog-tiles: as far as the newest checkpoint of each shard
 * goes. Holds at most a bundle of entries at a time.
 */
export function createShardWriter(add: AddFile) {
  let open: OpenShard | null = null;
  let entryCount = 0;
  const verifierKeys: string[] = [];

  const flush = async (shard: OpenShard) => {
    if (shard.leaves.length === 0) return;
    const { leaves, bundles: index } = shard;
    shard.leaves = [];
    shard.bundles += 1;
    await add(`${shard.shard}/${bundlePath({ index, width: leaves.length })}`, encodeEntries(leaves));
  };

  const finish = async () => {
    const shard = open;
    open = null;
    if (shard === null || shard.size === 0) return;
    await add(`${shard.shard}/checkpoint`, shard.newest);
    await add(`${shard.shard}/checkpoints.jsonl`, lines(shard.notes.map((note) => JSON.stringify({ note }))));
    await add(`${shard.shard}/sealed.jsonl`, lines(shard.sealed));
  };

  const takeCheckpoint = (shard: OpenShard, note: string) => {
    const size = parseSignedCheckpoint(note)?.size ?? 0;
    shard.notes.push(note);
    if (size > shard.size) [shard.size, shard.newest] = [size, note];
  };

  const takeEntry = async (shard: OpenShard, entry: Extract<RawLogItem, { kind: 'entry' }>) => {
    if (shard.bundles * tileWidth + shard.leaves.length >= shard.size) return;
    const seq = shard.bundles * tileWidth + shard.leaves.length;
    shard.leaves.push(entry.leaf);
    entryCount += 1;
    if (Object.keys(entry.sealed ?? {}).length > 0) shard.sealed.push(JSON.stringify({ seq, sealed: entry.sealed }));
    if (shard.leaves.length === tileWidth) await flush(shard);
  };

  const takeTile = async (shard: OpenShard, tile: Extract<RawLogItem, { kind: 'tile' }>) => {
    await flush(shard);
    const width = Math.min(tileWidth, nodesAtLevel(shard.size, tile.level) - tile.index * tileWidth);
    if (width > 0) await add(`${shard.shard}/${tilePath({ ...tile, width })}`, tile.data.subarray(0, width * hashBytes));
  };

  return {
    keys: () => verifierKeys,
    entries: () => entryCount,
    finish,
    async take(item: RawLogItem) {
      if (item.kind === 'shard' || item.kind === 'pending') await finish();
      if (item.kind === 'shard') open = { shard: item.shard, size: 0, newest: '', notes: [], sealed: [], leaves: [], bundles: 0 };
      if (open === null) return;
      if (item.kind === 'key') {
        verifierKeys.push(item.verifierKey);
        await add(`${item.shard}/keys.txt`, `${item.verifierKey}\n`);
      } else if (item.kind === 'checkpoint') takeCheckpoint(open, item.note);
      else if (item.kind === 'entry') await takeEntry(open, item);
      else if (item.kind === 'tile') await takeTile(open, item);
    },
  };
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
