import { leafHash } from '../leaf/leaf-hash.ts';
import { tiledEntry } from './read-tiled-log.ts';
import type { RawLogItem } from './raw-log.ts';

/**
 * Reads leaves that stand one a line, byte by byte as they were hashed. They give the chain, and nothing else: no checkpoint,
 * no tile, no sealed field.
 */
export async function* readLeafLines(lines: AsyncIterable<string>): AsyncGenerator<RawLogItem, void, undefined> {
  let shard: number | null = null;
  let seq = 0;
  for await (const line of lines) {
    if (line === '') continue;
    const named = /"log":"[^"]*\/(\d{4})"/.exec(line)?.[1];
    const year: number = named === undefined ? (shard ?? 0) : Number(named);
    if (year !== shard) {
      shard = year;
      seq = 0;
      // How many there should be is not known.
      yield { kind: 'shard', shard: year, size: 0 };
    }
    const leaf = Buffer.from(line, 'utf8');
    yield tiledEntry({ shard: year, seq, leaf, leafHash: leafHash(leaf), sealed: null });
    seq += 1;
  }
  yield { kind: 'pending', count: 0, oldestCreatedAt: null };
}
