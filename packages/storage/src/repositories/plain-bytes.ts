/** Bytes in memory of their own: `pg` gives parts of a shared buffer, which must not be kept or handed on. */
export function plainBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** 32-bit floats in the byte order of every machine that Carrel runs on, little endian. */
export function bytesOfVector(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

export function vectorOfBytes(bytes: Uint8Array): Float32Array {
  return new Float32Array(plainBytes(bytes).buffer);
}
