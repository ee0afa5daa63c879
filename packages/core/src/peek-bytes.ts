/**
 * The first bytes of a stream, and the stream as if nobody had looked: `all` gives every byte once, the first ones included.
 *
 * @param count how many bytes are wanted; fewer come only from a shorter stream.
 */
export async function peekBytes(
  bytes: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ readonly first: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  let isDone = false;
  while (!isDone && sizeBytes < count) {
    const next = await iterator.next();
    if (next.done === true) isDone = true;
    else {
      pieces.push(next.value);
      sizeBytes += next.value.length;
    }
  }
  const first = Buffer.concat(pieces).subarray(0, count);
  return { first, all: rest() };

  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces;
      while (!isDone) {
        const next = await iterator.next();
        if (next.done === true) isDone = true;
        else yield next.value;
      }
    } finally {
      if (!isDone) await iterator.return?.();
    }
  }
}
