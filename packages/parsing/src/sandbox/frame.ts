/** Messages between the pool and its children: four bytes of length (little-endian), then so many bytes. */
export const frameHeaderBytes = 4;

export function frameHeader(sizeBytes: number): Buffer {
  const header = Buffer.alloc(frameHeaderBytes);
  header.writeUInt32LE(sizeBytes);
  return header;
}

export interface FrameReader {
  /** @throws RangeError when a frame announces more than the limit. */
  push(bytes: Buffer): void;
  /** The next whole frame, or null until more bytes come. */
  next(): Buffer | null;
}

/** Puts frames together from the pieces in which they arrive; keeps at most one beyond the limit. */
export function createFrameReader(maxFrameBytes: number): FrameReader {
  let pieces: Buffer[] = [];
  let heldBytes = 0;
  const take = (sizeBytes: number): Buffer => {
    const all = Buffer.concat(pieces);
    pieces = all.length > sizeBytes ? [all.subarray(sizeBytes)] : [];
    heldBytes -= sizeBytes;
    return all.subarray(0, sizeBytes);
  };
  let announcedBytes: number | null = null;
  const readHeader = () => {
    if (announcedBytes !== null || heldBytes < frameHeaderBytes) return;
    announcedBytes = take(frameHeaderBytes).readUInt32LE(0);
    if (announcedBytes > maxFrameBytes) throw new RangeError(`Expected a frame of at most ${maxFrameBytes} bytes, got ${announcedBytes}.`);
  };
  return {
    push: (bytes) => {
      pieces.push(bytes);
      heldBytes += bytes.length;
      readHeader();
    },
    next: () => {
      readHeader();
      if (announcedBytes === null || heldBytes < announcedBytes) return null;
      const frame = take(announcedBytes);
      announcedBytes = null;
      return frame;
    },
  };
}
