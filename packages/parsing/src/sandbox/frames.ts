/** A frame is four bytes with the length (big-endian), then as many bytes of JSON in UTF-8. */
const headerBytes = 4;

export function encodeFrame(value: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(value), 'utf8');
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}

export interface FrameReader {
  /** Takes what came; gives the frames that are whole. @throws RangeError as soon as a frame is announced that is too long. */
  push(bytes: Buffer): string[];
}

export function createFrameReader(maxFrameBytes: number): FrameReader {
  let parts: Buffer[] = [];
  let size = 0;
  return {
    push(bytes) {
      parts.push(bytes);
      size += bytes.length;
      const frames: string[] = [];
      for (;;) {
        if (size < headerBytes) return frames;
        let all = headOf(parts);
        const length = all.readUInt32BE(0);
        if (length > maxFrameBytes) throw new RangeError(`a frame of ${length} bytes; at most ${maxFrameBytes} are taken`);
        if (size < headerBytes + length) return frames;
        all = Buffer.concat(parts);
        frames.push(all.toString('utf8', headerBytes, headerBytes + length));
        parts = [all.subarray(headerBytes + length)];
        size -= headerBytes + length;
      }
    },
  };
}

/** The header may be spread over several small parts; the rest is joined only when the frame is whole. */
function headOf(parts: readonly Buffer[]): Buffer {
  const [first] = parts;
  return first !== undefined && first.length >= headerBytes ? first : Buffer.concat(parts);
}
