/** A value of GGUF metadata with the number of its type in the format. */
export type GgufTestValue =
  | { readonly type: 'uint16' | 'uint32' | 'int32' | 'float32'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'string-array'; readonly value: readonly string[] }
  | { readonly type: 'float32-array'; readonly value: readonly number[] };

export interface GgufTestTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** 0: F32. */
  readonly type?: number;
  readonly offsetBytes: number;
}

export interface GgufTestFile {
  readonly metadata?: Readonly<Record<string, GgufTestValue>>;
  readonly tensors?: readonly GgufTestTensor[];
  /** Bytes behind the header; by default as many as the tensors need. */
  readonly dataBytes?: number;
}

const typeNumbers = { uint16: 2, uint32: 4, int32: 5, float32: 6, string: 8, 'string-array': 9, 'float32-array': 9 } as const;

/** The bytes of a small, correct GGUF file: one tensor of 32 floats and an architecture unless told otherwise. */
export function aGgufFile(file: GgufTestFile = {}): Buffer {
  const metadata = file.metadata ?? { 'general.architecture': { type: 'string', value: 'llama' } };
  const tensors = file.tensors ?? [{ name: 'weights', dimensions: [32], offsetBytes: 0 }];
  const entries = Object.entries(metadata);
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(3),
    uint64(tensors.length),
    uint64(entries.length),
    ...entries.map(([key, entry]) => Buffer.concat([text(key), uint32(typeNumbers[entry.type]), valueBytes(entry)])),
    ...tensors.map((tensor) =>
      Buffer.concat([
        text(tensor.name),
        uint32(tensor.dimensions.length),
        ...tensor.dimensions.map(uint64),
        uint32(tensor.type ?? 0),
        uint64(tensor.offsetBytes),
      ]),
    ),
  ]);
  const padding = Buffer.alloc((32 - (header.byteLength % 32)) % 32);
  const needed = Math.max(
    0,
    ...tensors.map((tensor) => tensor.offsetBytes + 4 * tensor.dimensions.reduce((product, dimension) => product * dimension, 1)),
  );
  return Buffer.concat([header, padding, Buffer.alloc(file.dataBytes ?? needed)]);
}

function valueBytes(entry: GgufTestValue): Buffer {
  switch (entry.type) {
    case 'uint16': {
      const bytes = Buffer.alloc(2);
      bytes.writeUInt16LE(entry.value);
      return bytes;
    }
    case 'uint32':
      return uint32(entry.value);
    case 'int32': {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32LE(entry.value);
      return bytes;
    }
    case 'float32': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(entry.value);
      return bytes;
    }
    case 'string':
      return text(entry.value);
    case 'float32-array':
      return Buffer.concat([uint32(typeNumbers.float32), uint64(entry.value.length), Buffer.from(Float32Array.from(entry.value).buffer)]);
    case 'string-array':
      return Buffer.concat([uint32(typeNumbers.string), uint64(entry.value.length), ...entry.value.map(text)]);
  }
}

function text(value: string): Buffer {
  return Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
