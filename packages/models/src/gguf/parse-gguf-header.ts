import type { ByteCursor } from './byte-cursor.ts';
import type { GgufMetadata } from './parse-gguf-metadata.ts';
import { createByteCursor } from './byte-cursor.ts';
import { ggmlTensorTypes } from './gguf-types.ts';
import { ggufLimits } from './gguf-limits.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { parseGgufMetadata, readString } from './parse-gguf-metadata.ts';

export interface GgufTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** Number of the type in the file; see `ggmlTensorTypes`. */
  readonly type: number;
  /** From the start of the tensor data. */
  readonly offsetBytes: number;
  /** Null for a type that the table does not know. */
  readonly sizeBytes: number | null;
}

export interface GgufHeader {
  readonly version: number;
  readonly metadata: GgufMetadata;
  readonly tensors: readonly GgufTensor[];
  readonly alignmentBytes: number;
  /** Where the tensor data starts. */
  readonly dataOffsetBytes: number;
}

const magic = 0x46554747; // "GGUF", little-endian
const defaultAlignmentBytes = 32;

/**
 * Reads the header of a GGUF file: everything in front of the tensor data. Arrays are checked, but not kept.
 *
 * `bytes` is the start of the file, as much of it as was read.
 *
 * @throws GgufFormatError when the bytes are no GGUF header; OutOfBytesError when they end before the header does.
 */
export function parseGgufHeader(bytes: Uint8Array): GgufHeader {
  const cursor = createByteCursor(bytes);
  try {
    if (cursor.uint32() !== magic) throw new GgufFormatError('it does not start with "GGUF", so it is no GGUF file');
    const version = cursor.uint32();
    checkVersion(version);
    const tensorCount = cursor.uint64();
    const entryCount = cursor.uint64();
    if (tensorCount > ggufLimits.tensors)
      throw new GgufFormatError(`it claims ${tensorCount} tensors; at most ${ggufLimits.tensors} are read`);
    if (entryCount > ggufLimits.metadataEntries)
      throw new GgufFormatError(`it claims ${entryCount} metadata entries; at most ${ggufLimits.metadataEntries} are read`);
    const metadata = parseGgufMetadata(cursor, entryCount);
    const alignmentBytes = alignmentOf(metadata);
    const tensors = parseTensors(cursor, tensorCount, alignmentBytes);
    return {
      version,
      metadata,
      tensors,
      alignmentBytes,
      dataOffsetBytes: Math.ceil(cursor.offset() / alignmentBytes) * alignmentBytes,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new GgufFormatError(error.message);
    throw error;
  }
}

function checkVersion(version: number): void {
  if (version === 2 || version === 3) return;
  if (version % 65_536 === 0) throw new GgufFormatError('it is written in big-endian byte order, which is not supported');
  throw new GgufFormatError(`it has GGUF version ${version}; versions 2 and 3 are supported`);
}

function alignmentOf(metadata: GgufMetadata): number {
  const entry = metadata.get('general.alignment');
  if (entry === undefined) return defaultAlignmentBytes;
  const value = Number(entry.value);
  if (value < 1 || value > 65_536 || Math.log2(value) % 1 !== 0)
    throw new GgufFormatError(`general.alignment is ${value}; a power of two was expected`);
  return value;
}

function parseTensors(cursor: ByteCursor, count: number, alignmentBytes: number): readonly GgufTensor[] {
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    const tensor = parseTensor(cursor);
    if (names.has(tensor.name)) throw new GgufFormatError(`it has two tensors "${tensor.name}"`);
    if (tensor.offsetBytes % alignmentBytes !== 0)
      throw new GgufFormatError(`tensor "${tensor.name}" starts at ${tensor.offsetBytes}, which is no multiple of ${alignmentBytes} bytes`);
    names.add(tensor.name);
    tensors.push(tensor);
  }
  return tensors;
}

function parseTensor(cursor: ByteCursor): GgufTensor {
  const name = readString(cursor, ggufLimits.tensorNameBytes);
  const dimensionCount = cursor.uint32();
  if (dimensionCount < 1 || dimensionCount > ggufLimits.tensorDimensions)
    throw new GgufFormatError(`tensor "${name}" has ${dimensionCount} dimensions; 1 to ${ggufLimits.tensorDimensions} are possible`);
  const dimensions = Array.from({ length: dimensionCount }, () => cursor.uint64());
  const type = cursor.uint32();
  const offsetBytes = cursor.uint64();
  return {
    name,
    dimensions,
    type,
    offsetBytes,
    sizeBytes: tensorSizeBytes(name, dimensions, type),
  };
}

function tensorSizeBytes(name: string, dimensions: readonly number[], type: number): number | null {
  if (dimensions.some((dimension) => dimension === 0)) throw new GgufFormatError(`tensor "${name}" has a dimension of 0`);
  const count = dimensions.reduce((product, dimension) => product * BigInt(dimension), 1n);
  const layout = ggmlTensorTypes.get(type);
  if (layout === undefined) return null;
  const rowLength = dimensions[0] ?? 0;
  if (rowLength % layout.blockLength !== 0)
    throw new GgufFormatError(
      `tensor "${name}" has rows of ${rowLength} numbers, which is no multiple of ${layout.blockLength} (${layout.name})`,
    );
  const sizeBytes = (count / BigInt(layout.blockLength)) * BigInt(layout.blockSizeBytes);
  if (sizeBytes > BigInt(Number.MAX_SAFE_INTEGER)) throw new GgufFormatError(`tensor "${name}" claims a size of ${sizeBytes} bytes`);
  return Number(sizeBytes);
}
