import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFileEntry {
  readonly name: string;
  readonly content: Uint8Array | string;
  /** In the local header, when it should differ from the directory. */
  readonly localName?: string;
  readonly isEncrypted?: boolean;
  readonly isStored?: boolean;
  readonly checksum?: number;
  /** Use the data of an entry before, by position: overlapping files. */
  readonly dataOf?: number;
}

/** A zip file, also one that no program would write. */
export function aZipFile(entries: readonly ZipFileEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let size = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content);
    const data = entry.isStored === true ? content : deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800 | (entry.isEncrypted === true ? 1 : 0), 2);
    common.writeUInt16LE(entry.isStored === true ? 0 : 8, 4);
    common.writeUInt32LE(entry.checksum ?? crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? entry.name);
    const offset = entry.dataOf === undefined ? size : (offsets[entry.dataOf] ?? 0);
    offsets.push(offset);
    if (entry.dataOf === undefined) {
      common.writeUInt16LE(localName.length, 22);
      const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, localName, data]);
      parts.push(local);
      size += local.length;
    }
    const central = Buffer.from(common);
    central.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), central, place, name);
  }
  const directoryBytes = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directoryBytes.length, 8);
  end.writeUInt32LE(size, 12);
  return Buffer.concat([...parts, directoryBytes, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
