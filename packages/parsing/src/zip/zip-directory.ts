/** What the central directory says of an entry. Sizes and names are claims until the entry is read. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored, 8: deflated; others are not used in office files. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Of the local header, from the start of the file. */
  readonly offset: number;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const maxCommentBytes = 65_535;
const zip64LocatorSignature = 0x07064b50;
const zip64LocatorBytes = 20;
const zip64EndSignature = 0x06064b50;
const entrySignature = 0x02014b50;
const entryBytes = 46;
const saturated32 = 0xffff_ffff;

/**
 * The entries of a zip file, as its central directory names them; null when there is none at the end of the bytes, or it
 * does not hold together.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT §4.3.12, §4.3.16
 */
export function readZipDirectory(bytes: Uint8Array): readonly ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(view);
  if (directory === null) return null;
  const entries: ZipEntry[] = [];
  let at = directory.offset;
  for (let index = 0; index < directory.entryCount; index += 1) {
    if (at + entryBytes > directory.end || view.getUint32(at, true) !== entrySignature) return null;
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const nextAt = at + entryBytes + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (nextAt > directory.end) return null;
    const name = new TextDecoder().decode(bytes.subarray(at + entryBytes, at + entryBytes + nameBytes));
    entries.push({ name, ...readSizes(view, at, { extraAt: at + entryBytes + nameBytes, extraBytes }) });
    at = nextAt;
  }
  return entries;
}

/** Whether a zip directory ends exactly where the bytes end: then programs that look from the end see a zip file. */
export function endsAsZip(bytes: Uint8Array): boolean {
  return findEnd(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)) !== null;
}

function findEnd(view: DataView): number | null {
  const lowest = Math.max(0, view.byteLength - endBytes - maxCommentBytes);
  for (let at = view.byteLength - endBytes; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) === endSignature && at + endBytes + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  return null;
}

function findDirectory(view: DataView): { readonly offset: number; readonly end: number; readonly entryCount: number } | null {
  const end = findEnd(view);
  if (end === null) return null;
  const [entryCount, offset] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  if (offset !== saturated32 && entryCount !== 0xffff) return offset <= end ? { offset, end, entryCount } : null;
  const locator = end - zip64LocatorBytes;
  if (locator < 0 || view.getUint32(locator, true) !== zip64LocatorSignature) return null;
  const end64 = Number(view.getBigUint64(locator + 8, true));
  if (end64 + 56 > locator || view.getUint32(end64, true) !== zip64EndSignature) return null;
  const [entryCount64, offset64] = [Number(view.getBigUint64(end64 + 32, true)), Number(view.getBigUint64(end64 + 48, true))];
  return offset64 <= end64 ? { offset: offset64, end: end64, entryCount: entryCount64 } : null;
}

/** Sizes and place; where a field is saturated, the ZIP64 extra field (id 1) has it, in this order (§4.5.3). */
function readSizes(view: DataView, at: number, extra: { readonly extraAt: number; readonly extraBytes: number }): Omit<ZipEntry, 'name'> {
  const wide = zip64Fields(view, extra);
  const size = (fieldAt: number) => {
    const value = view.getUint32(fieldAt, true);
    return value === saturated32 ? (wide.shift() ?? value) : value;
  };
  const unpackedBytes = size(at + 24);
  const packedBytes = size(at + 20);
  const offset = size(at + 42);
  return {
    method: view.getUint16(at + 10, true),
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    crc32: view.getUint32(at + 16, true),
    packedBytes,
    unpackedBytes,
    offset,
  };
}

function zip64Fields(view: DataView, { extraAt, extraBytes }: { readonly extraAt: number; readonly extraBytes: number }): number[] {
  const end = extraAt + extraBytes;
  for (let at = extraAt; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    const fieldEnd = Math.min(end, at + 4 + view.getUint16(at + 2, true));
    if (view.getUint16(at, true) !== 1) continue;
    const fields: number[] = [];
    for (let field = at + 4; field + 8 <= fieldEnd; field += 8) fields.push(Number(view.getBigUint64(field, true)));
    return fields;
  }
  return [];
}

const localSignature = 0x04034b50;
const localBytes = 30;

/** Where an entry's data begins; null when no local header of that name stands where the directory says. */
export function dataOffsetOf(bytes: Uint8Array, entry: ZipEntry): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.offset + localBytes > bytes.byteLength || view.getUint32(entry.offset, true) !== localSignature) return null;
  const nameAt = entry.offset + localBytes;
  const nameBytes = view.getUint16(entry.offset + 26, true);
  const name = new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameBytes));
  return name === entry.name ? nameAt + nameBytes + view.getUint16(entry.offset + 28, true) : null;
}

/** Names of the entries whose local headers lie in these first bytes of a file. A name may be a coincidence of the data. */
export function localNamesIn(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names: string[] = [];
  for (
    let at = buffer.indexOf('PK\u0003\u0004');
    at !== -1 && at + localBytes <= bytes.byteLength;
    at = buffer.indexOf('PK\u0003\u0004', at + 4)
  ) {
    const end = at + localBytes + view.getUint16(at + 26, true);
    if (end <= bytes.byteLength) names.push(buffer.toString('utf8', at + localBytes, end));
  }
  return names;
}
