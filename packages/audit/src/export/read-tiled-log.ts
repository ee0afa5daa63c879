import {
  bundlePath,
  decodeEntries,
  hashBytes,
  parseSignedCheckpoint,
  tilePath,
  tilesOf,
  tileWidth,
  toHex,
  type EntryBundle,
  type Tile,
} from '@carrel/tlog';
import { z } from 'zod';
import { leafHash, sha256Hex } from '../leaf/leaf-hash.ts';
import type { RawCheckpoint, RawDamage, RawEntry, RawKey, RawLogItem } from './raw-log.ts';

/** A log in the layout of C2SP tlog-tiles, one prefix a shard: a folder, the files of a bundle, or a web server. */
export interface TiledLog {
  readonly shards: readonly number[];
  /** The bytes at a path such as `2026/checkpoint`; null when there is nothing. */
  read(path: string): Promise<Uint8Array | null>;
}

/**
 * Reads a tiled log as far as its checkpoints go. Beside what C2SP names, a shard may have `keys.txt` (the key that signs it),
 * `checkpoints.jsonl` (earlier checkpoints, one `{"note"}` a line) and `sealed.jsonl` (one `{"seq", "sealed"}` a line: what
 * `RawEntry.sealed` says of an entry; entries without a line have none).
 */
export async function* readTiledLog(log: TiledLog): AsyncGenerator<RawLogItem, void, undefined> {
  yield* compareWithManifest(log);
  for (const shard of log.shards) yield* readTiledShard(log, shard);
  yield { kind: 'pending', count: 0, oldestCreatedAt: null };
}

const manifestSchema = z.object({ files: z.record(z.string(), z.string()) });

/** A bundle has a manifest of digests: it finds a damaged copy, also where nothing else would. */
async function* compareWithManifest(log: TiledLog): AsyncGenerator<RawDamage> {
  const bytes = await log.read('manifest.json');
  if (bytes === null) return;
  const manifest = parseLine(manifestSchema, Buffer.from(bytes).toString('utf8'));
  if (manifest === null) yield { kind: 'damage', message: 'The manifest cannot be read.' };
  for (const [name, digest] of Object.entries(manifest?.files ?? {})) {
    const content = await log.read(name);
    if (content === null || sha256Hex(content) !== digest)
      yield { kind: 'damage', message: `The file ${name} is not the one that the manifest names.` };
  }
}

async function* readTiledShard(log: TiledLog, shard: number): AsyncGenerator<RawLogItem, void, undefined> {
  const text = async (name: string) => Buffer.from((await log.read(`${shard}/${name}`)) ?? new Uint8Array(0)).toString('utf8');
  const note = await text('checkpoint');
  const size = parseSignedCheckpoint(note)?.size ?? 0;
  yield { kind: 'shard', shard, size };
  yield* readKeys(shard, await text('keys.txt'));
  yield* readEarlier(shard, await text('checkpoints.jsonl'));
  if (note !== '') yield { kind: 'checkpoint', shard, note };
  const sealedOf = await readSealed(log, shard);
  let readCount = 0;
  for await (const { seq, leaf, leafHash: hash } of readLeaves(log, shard, size)) {
    yield tiledEntry({ shard, seq, leaf, leafHash: hash, sealed: sealedOf(seq) });
    readCount += 1;
  }
  for (const tile of tilesOf(readCount)) {
    const data = await readWide(log, `${shard}/`, { path: tilePath, place: tile });
    if (data !== null) yield { kind: 'tile', shard, level: tile.level, index: tile.index, data };
  }
}

/** The entries of the bundles, each with the hash that the tile of leaf hashes says it has. */
async function* readLeaves(log: TiledLog, shard: number, size: number): AsyncGenerator<Pick<RawEntry, 'seq' | 'leaf' | 'leafHash'>> {
  for (let index = 0; index * tileWidth < size; index += 1) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    const hashes = (await readWide(log, `${shard}/`, { path: tilePath, place: { level: 0, index, width } })) ?? new Uint8Array(0);
    const bundle = await readWide(log, `${shard}/`, { path: bundlePath, place: { index, width } });
    const leaves = bundle === null ? null : decodeEntries(bundle);
    // Without a bundle nothing is behind it either: the size of the checkpoint says what is missing.
    if (leaves === null) return;
    for (const [at, leaf] of leaves.slice(0, width).entries()) {
      const hash = hashes.subarray(at * hashBytes, (at + 1) * hashBytes);
      yield { seq: index * tileWidth + at, leaf, leafHash: hash.length === hashBytes ? toHex(hash) : leafHash(leaf) };
    }
  }
}

function* readKeys(shard: number, text: string): Generator<RawKey> {
  for (const verifierKey of text.split('\n')) if (verifierKey !== '') yield { kind: 'key', shard, verifierKey };
}

const earlierSchema = z.object({ note: z.string() });

function* readEarlier(shard: number, text: string): Generator<RawCheckpoint> {
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const parsed = parseLine(earlierSchema, line);
    // A line that cannot be read is no checkpoint: it is reported as one that cannot be read.
    yield { kind: 'checkpoint', shard, note: parsed?.note ?? line };
  }
}

const sealedSchema = z.object({ seq: z.int(), sealed: z.record(z.string(), z.string()) });

/** What is known of the sealed fields of an entry: null when the log does not say. */
async function readSealed(log: TiledLog, shard: number): Promise<(seq: number) => RawEntry['sealed']> {
  const bytes = await log.read(`${shard}/sealed.jsonl`);
  if (bytes === null) return () => null;
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  const known = new Map(
    lines.map((line) => parseLine(sealedSchema, line)).flatMap((one) => (one === null ? [] : [[one.seq, one.sealed] as const])),
  );
  return (seq) => known.get(seq) ?? {};
}

function parseLine<Value>(schema: z.ZodType<Value>, line: string): Value | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** A partial one, or the full one that may have replaced it since. */
async function readWide<Place extends Tile | EntryBundle>(
  log: TiledLog,
  prefix: string,
  { path, place }: { readonly path: (place: Place) => string; readonly place: Place },
): Promise<Uint8Array | null> {
  const found = await log.read(prefix + path(place));
  return found !== null || place.width === tileWidth ? found : log.read(prefix + path({ ...place, width: tileWidth }));
}

const word = z.string().catch('');
const columnsSchema = z.object({
  id: word,
  time: word,
  type: word,
  outcome: word,
  actor: z.object({ ref: word }).catch({ ref: '' }),
  target: z.object({ ref: z.string().nullable() }).catch({ ref: null }),
  origin: z.object({ channel: word }).catch({ channel: '' }),
});

/** An entry whose columns are what its leaf says: a tiled log has no others. */
export function tiledEntry(entry: Pick<RawEntry, 'shard' | 'seq' | 'leaf' | 'leafHash' | 'sealed'>): RawEntry {
  const { actor, target, origin, ...columns } =
    parseLine(columnsSchema, Buffer.from(entry.leaf).toString('utf8')) ?? columnsSchema.parse({});
  return { kind: 'entry', ...entry, ...columns, actorRef: actor.ref, targetRef: target.ref, channel: origin.channel };
}
