/** The bytes at hand end before the value does. The file may go on: the caller reads more and parses again. */
export class OutOfBytesError extends Error {
  constructor() {
    super('the bytes end in the middle of a value');
    this.name = 'OutOfBytesError';
  }
}

/** Reads little-endian values one after the other. Every method throws `OutOfBytesError` instead of reading past the end. */
export interface ByteCursor {
  offset(): number;
  uint32(): number;
  /** @throws RangeError above 2^53 − 1: no count, length or offset of a real file is that large. */
  uint64(): number;
  bytes(lengthBytes: number): Uint8Array;
  skip(lengthBytes: number): void;
  view(lengthBytes: number): DataView;
}

export function createByteCursor(source: Uint8Array): ByteCursor {
  const data = new DataView(source.buffer, source.byteOffset, source.byteLength);
  let position = 0;
  const take = (lengthBytes: number): number => {
    if (lengthBytes > source.byteLength - position) throw new OutOfBytesError();
    const start = position;
    position += lengthBytes;
    return start;
  };
  return {
    offset: () => position,
    uint32: () => data.getUint32(take(4), true),
    uint64: () => {
      const value = data.getBigUint64(take(8), true);
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`a length or offset of ${value} is not possible`);
      return Number(value);
    },
    bytes: (lengthBytes) => {
      const start = take(lengthBytes);
      return source.subarray(start, start + lengthBytes);
    },
    skip: (lengthBytes) => void take(lengthBytes),
    view: (lengthBytes) => new DataView(source.buffer, source.byteOffset + take(lengthBytes), lengthBytes),
  };
}
