import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { dataOffsetOf, readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { ReadFailure } from '../read-failure.ts';

export interface UnpackLimits {
  readonly maxEntries: number;
  /** Of all entries together, counted while they are inflated. */
  readonly maxUnpackedBytes: number;
  /** Unpacked to packed. */
  readonly maxRatio: number;
  /** Below this size the ratio is not looked at: empty tables pack well. */
  readonly ratioFromBytes: number;
}

/** trust.md §4.1. */
export const defaultUnpackLimits: UnpackLimits = {
  maxEntries: 2000,
  maxUnpackedBytes: 500 * 1024 * 1024,
  maxRatio: 100,
  ratioFromBytes: 32 * 1024 * 1024,
};

export interface UnpackedZip {
  /** Every entry's name, in the order of the directory. */
  readonly names: readonly string[];
  /** Content of the entries that `isWanted` named. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads a zip file that may be built to do harm. Everything is inflated and counted, only what is wanted is kept. What the
 * headers say is checked, not believed: names that leave the folder or repeat, entries that overlap, local headers that
 * differ from the directory, wrong checksums are refused, since another reader could see another file.
 *
 * @throws CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE, TOO_MANY_ENTRIES.
 */
export async function unpackZip(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  limits: UnpackLimits = defaultUnpackLimits,
): Promise<UnpackedZip> {
  const entries = readZipDirectory(bytes);
  if (entries === null) throw corrupt('The zip directory is missing or damaged.');
  if (entries.some((entry) => entry.isEncrypted)) throw new ReadFailure('ENCRYPTED');
  if (entries.length > limits.maxEntries)
    throw new ReadFailure('TOO_MANY_ENTRIES', { message: `Expected at most ${limits.maxEntries} entries, found ${entries.length}.` });
  const placed = placeEntries(bytes, entries);
  const counter = createCounter(bytes.byteLength, limits);
  const contents = new Map<string, Uint8Array>();
  for (const { entry, data } of placed) {
    const content = await readEntry(entry, { data, counter, isKept: isWanted(entry.name) });
    if (content !== null) contents.set(entry.name, content);
  }
  return { names: entries.map((entry) => entry.name), contents };
}

interface PlacedEntry {
  readonly entry: ZipEntry;
  readonly data: Uint8Array;
}

function placeEntries(bytes: Uint8Array, entries: readonly ZipEntry[]): PlacedEntry[] {
  const names = new Set<string>();
  const placed = entries.map((entry) => {
    if (isBadName(entry.name) || names.has(entry.name.toLowerCase()))
      throw corrupt('An entry has a name that leaves the folder or repeats.');
    names.add(entry.name.toLowerCase());
    const start = dataOffsetOf(bytes, entry);
    if (start === null || start + entry.packedBytes > bytes.byteLength) throw corrupt('A local header differs from the directory.');
    return { entry, start, end: start + entry.packedBytes };
  });
  let end = 0;
  for (const next of placed.toSorted((a, b) => a.entry.offset - b.entry.offset)) {
    if (next.entry.offset < end) throw corrupt('Two entries overlap.');
    end = next.end;
  }
  return placed.map(({ entry, start, end: dataEnd }) => ({ entry, data: bytes.subarray(start, dataEnd) }));
}

function isBadName(name: string): boolean {
  return (
    name === '' || name.startsWith('/') || ['\\', ':', '\0'].some((character) => name.includes(character)) || name.split('/').includes('..')
  );
}

function createCounter(packedBytes: number, limits: UnpackLimits): (unpackedBytes: number) => void {
  let total = 0;
  return (unpackedBytes) => {
    total += unpackedBytes;
    if (total > limits.maxUnpackedBytes) throw tooLarge(`Expected at most ${limits.maxUnpackedBytes} bytes unpacked.`);
    if (total > limits.ratioFromBytes && total > packedBytes * limits.maxRatio)
      throw tooLarge(`Expected at most ${limits.maxRatio} times the packed size.`);
  };
}

async function readEntry(
  entry: ZipEntry,
  { data, counter, isKept }: { readonly data: Uint8Array; readonly counter: (bytes: number) => void; readonly isKept: boolean },
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let checksum = 0;
  for await (const chunk of inflated(entry, data)) {
    counter(chunk.byteLength);
    if (!isKept) continue;
    checksum = crc32(chunk, checksum);
    chunks.push(chunk);
  }
  if (!isKept) return null;
  if (checksum !== entry.crc32) throw corrupt('An entry does not have the checksum that the directory names.');
  return Buffer.concat(chunks);
}

async function* inflated(entry: ZipEntry, data: Uint8Array): AsyncGenerator<Uint8Array> {
  if (entry.method === 0) {
    yield data;
    return;
  }
  if (entry.method !== 8) throw corrupt(`Expected a stored or deflated entry, found method ${entry.method}.`);
  const inflate = createInflateRaw();
  const chunks: AsyncIterable<Buffer> = Readable.from([data]).pipe(inflate);
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof ReadFailure) throw error;
    throw corrupt('An entry cannot be inflated.', error);
  } finally {
    inflate.destroy();
  }
}

function corrupt(message: string, cause?: unknown): ReadFailure {
  return new ReadFailure('CORRUPT_FILE', { message, cause });
}

function tooLarge(message: string): ReadFailure {
  return new ReadFailure('UNPACKED_TOO_LARGE', { message });
}
