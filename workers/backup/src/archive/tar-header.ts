/**
 * Headers of a tar file (POSIX ustar): the format that every system can open. Sizes of 8 GiB and more are written in base 256, as
 * GNU tar does.
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html (read 2026-11-25)
 */
export const blockBytes = 512;
const maxOctalSize = 0o77777777777;
const maxNameBytes = 100;

const field = {
  name: [0, 100],
  mode: [100, 8],
  owner: [108, 8],
  group: [116, 8],
  size: [124, 12],
  time: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 8],
} as const;
type FieldName = keyof typeof field;

export interface TarHeader {
  readonly path: string;
  readonly sizeBytes: number;
}

/** @param modifiedMs Unix milliseconds. */
export function writeTarHeader({ path, sizeBytes }: TarHeader, modifiedMs: number): Buffer {
  if (Buffer.byteLength(path) > maxNameBytes) throw new RangeError(`expected a path of at most ${maxNameBytes} bytes`);
  const block = Buffer.alloc(blockBytes);
  const put = (name: FieldName, text: string) => block.write(text, field[name][0], field[name][1], 'latin1');
  put('name', path);
  put('mode', '0000600\0');
  put('owner', '0000000\0');
  put('group', '0000000\0');
  if (sizeBytes <= maxOctalSize) put('size', `${sizeBytes.toString(8).padStart(11, '0')}\0`);
  else {
    block[field.size[0]] = 0x80;
    block.writeBigUInt64BE(BigInt(sizeBytes), field.size[0] + 4);
  }
  put(
    'time',
    `${Math.floor(modifiedMs / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
  );
  put('type', '0');
  put('magic', 'ustar\u000000');
  put('checksum', `${checksumOf(block).toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** Null: the end of the archive. @throws RangeError when the block is no header. */
export function readTarHeader(block: Buffer): TarHeader | null {
  if (block.every((byte) => byte === 0)) return null;
  const text = (name: FieldName) => block.toString('latin1', field[name][0], field[name][0] + field[name][1]).replace(/\0[^]*$/, '');
  if (Number.parseInt(text('checksum').trim(), 8) !== checksumOf(block) || !text('magic').startsWith('ustar') || text('type') !== '0')
    throw new RangeError('expected the header of a file in a tar archive');
  const start = field.size[0];
  const sizeBytes = block[start] === 0x80 ? Number(block.readBigUInt64BE(start + 4)) : Number.parseInt(text('size').trim(), 8);
  if (!Number.isSafeInteger(sizeBytes)) throw new RangeError('expected a size');
  return { path: text('name'), sizeBytes };
}

/** The sum of all bytes, those of the checksum itself counted as spaces. */
function checksumOf(block: Buffer): number {
  const [start, length] = field.checksum;
  return block.reduce((sum, byte, index) => sum + (index >= start && index < start + length ? 0x20 : byte), 0);
}

/** Bytes of zeros behind a file, up to the next block. */
export function paddingOf(sizeBytes: number): number {
  return (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
}
