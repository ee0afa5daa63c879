/**
 * Value and tensor types of the GGUF format.
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (read 2026-11-20)
 */
export const ggufValueTypes = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'bool',
  'string',
  'array',
  'uint64',
  'int64',
  'float64',
] as const;
/** The index in the list is the number in the file. */
export type GgufValueType = (typeof ggufValueTypes)[number];

/** Bytes of one value; strings and arrays have their own length fields. */
export const scalarSizeBytes: Readonly<Record<Exclude<GgufValueType, 'string' | 'array'>, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  bool: 1,
  uint64: 8,
  int64: 8,
  float64: 8,
};

export interface GgmlTensorType {
  readonly name: string;
  /** Numbers that are stored together. */
  readonly blockLength: number;
  readonly blockSizeBytes: number;
}

const tensorType = (name: string, blockLength: number, blockSizeBytes: number): GgmlTensorType => ({
  name,
  blockLength,
  blockSizeBytes,
});

/** By the number in the file (`ggml_type` in ggml.h). A type that is not listed is newer than this table. */
export const ggmlTensorTypes: ReadonlyMap<number, GgmlTensorType> = new Map([
  [0, tensorType('F32', 1, 4)],
  [1, tensorType('F16', 1, 2)],
  [2, tensorType('Q4_0', 32, 18)],
  [3, tensorType('Q4_1', 32, 20)],
  [6, tensorType('Q5_0', 32, 22)],
  [7, tensorType('Q5_1', 32, 24)],
  [8, tensorType('Q8_0', 32, 34)],
  [9, tensorType('Q8_1', 32, 36)],
  [10, tensorType('Q2_K', 256, 84)],
  [11, tensorType('Q3_K', 256, 110)],
  [12, tensorType('Q4_K', 256, 144)],
  [13, tensorType('Q5_K', 256, 176)],
  [14, tensorType('Q6_K', 256, 210)],
  [15, tensorType('Q8_K', 256, 292)],
  [16, tensorType('IQ2_XXS', 256, 66)],
  [17, tensorType('IQ2_XS', 256, 74)],
  [18, tensorType('IQ3_XXS', 256, 98)],
  [19, tensorType('IQ1_S', 256, 50)],
  [20, tensorType('IQ4_NL', 32, 18)],
  [21, tensorType('IQ3_S', 256, 110)],
  [22, tensorType('IQ2_S', 256, 82)],
  [23, tensorType('IQ4_XS', 256, 136)],
  [24, tensorType('I8', 1, 1)],
  [25, tensorType('I16', 1, 2)],
  [26, tensorType('I32', 1, 4)],
  [27, tensorType('I64', 1, 8)],
  [28, tensorType('F64', 1, 8)],
  [29, tensorType('IQ1_M', 256, 56)],
  [30, tensorType('BF16', 1, 2)],
  [34, tensorType('TQ1_0', 256, 54)],
  [35, tensorType('TQ2_0', 256, 66)],
  [39, tensorType('MXFP4', 32, 17)],
]);
