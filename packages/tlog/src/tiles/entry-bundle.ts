import { concatBytes } from '../hash/bytes.ts';

/** An entry's length is written in 16 bits. */
export const maxEntryBytes = 65_535;

/**
 * Entries one after the other, each behind its length as big-endian 16-bit integer (C2SP tlog-tiles, "Log entries").
 * @throws RangeError for an entry that is longer than `maxEntryBytes`.
 */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concatBytes(
    ...entries.flatMap((entry) => {
      if (entry.length > maxEntryBytes) throw new RangeError(`expected an entry of at most ${maxEntryBytes} bytes, got ${entry.length}`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** The entries of a bundle; null when its bytes end within one. */
export function decodeEntries(bundle: Uint8Array): readonly Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const [high, low] = [bundle[at], bundle[at + 1]];
    if (high === undefined || low === undefined) return null;
    const end = at + 2 + high * 256 + low;
    if (end > bundle.length) return null;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
