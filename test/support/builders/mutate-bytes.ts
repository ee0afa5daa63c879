/** Numbers from 0 up to `limit`, without it; the same for the same seed (mulberry32). */
export type SeededRandom = (limit: number) => number;

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** Values at which counts, lengths and offsets break: zero, signs, powers of two, and their neighbours. */
const boundaries = [0n, 1n, 31n, 33n, 255n, 2n ** 16n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

/** A copy with one to four changes: bits, bytes, whole fields, and pieces cut out, doubled or moved. */
export function mutateBytes(bytes: Buffer, random: SeededRandom): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  const changes = 1 + random(4);
  for (let index = 0; index < changes; index += 1) changed = mutateOnce(changed, random);
  return changed;
}

function mutateOnce(bytes: Buffer, random: SeededRandom): Buffer {
  if (bytes.byteLength < 16) return bytes;
  const at = random(bytes.byteLength - 8);
  const length = 1 + random(32);
  switch (random(7)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      return bytes;
    case 1:
      bytes[at] = random(256);
      return bytes;
    case 2:
      bytes.writeBigUInt64LE(boundaries[random(boundaries.length)] ?? 0n, at);
      return bytes;
    case 3:
      bytes.writeUInt32LE(Number((boundaries[random(boundaries.length)] ?? 0n) & 0xffffffffn), at);
      return bytes;
    case 4:
      return bytes.subarray(0, at + 8);
    case 5:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    default:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  }
}
