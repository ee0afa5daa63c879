import type { ByteCursor } from './byte-cursor.ts';
import type { GgufMetadata } from './parse-gguf-metadata.ts';
import { createByteCursor } from './byte-cursor.ts';
import { ggmlTensorTypes } from './gguf-types.ts';
import { ggufLimits } from './gguf-limits.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { checkMetadataTypes } from './check-metadata-types.ts';
import { parseGgufMetadata, readString } from './parse-gguf-metadata.ts';
import { printable } from './printable.ts';

export interface GgufTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** Number of the type in the file; see `ggmlTensorTypes`. */
  readonly type: number;
  /** From the start of the tensor data. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
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
    const start = cursor.uint32();
    if (start !== magic)
      throw new GgufFormatError('MODEL_FILE_NOT_GGUF', 'it does not start with "GGUF", so it is no GGUF file', {
        expected: 'the bytes 47 47 55 46 ("GGUF")',
        found: Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' '),
      });
    const version = cursor.uint32();
    checkVersion(version);
    const tensorCount = cursor.uint64();
    const entryCount = cursor.uint64();
    checkCount(tensorCount, ggufLimits.tensors, 'tensors');
    checkCount(entryCount, ggufLimits.metadataEntries, 'metadata entries');
    const metadata = parseGgufMetadata(cursor, entryCount);
    checkMetadataTypes(metadata);
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
    if (error instanceof RangeError) throw malformed(error.message, 'a count, length or offset below 2^53', 'a larger one');
    throw error;
  }
}

function checkVersion(version: number): void {
  if (version === 2 || version === 3) return;
  const expected = 'GGUF version 2 or 3, little-endian';
  if (version % 65_536 === 0)
    throw new GgufFormatError('MODEL_FILE_NOT_GGUF', 'it is written in big-endian byte order, which is not supported', {
      expected,
      found: 'big-endian',
    });
  throw new GgufFormatError('MODEL_FILE_NOT_GGUF', `it has GGUF version ${version}; versions 2 and 3 are supported`, {
    expected,
    found: `version ${version}`,
  });
}

function checkCount(count: number, most: number, what: string): void {
  if (count > most) throw malformed(`it claims ${count} ${what}; at most ${most} are read`, `at most ${most} ${what}`, String(count));
}

function malformed(message: string, expected: string, found: string): GgufFormatError {
  return new GgufFormatError('MODEL_FILE_MALFORMED', message, { expected, found });
}

function badTensor(name: string, problem: string, facts: { readonly expected: string; readonly found: string }): GgufFormatError {
  return new GgufFormatError('MODEL_FILE_TENSOR', `tensor "${printable(name)}" ${problem}`, facts);
}

function alignmentOf(metadata: GgufMetadata): number {
  const entry = metadata.get('general.alignment');
  if (entry === undefined) return defaultAlignmentBytes;
  const value = Number(entry.value);
  if (value < 1 || value > 65_536 || Math.log2(value) % 1 !== 0)
    throw malformed(`general.alignment is ${value}; a power of two was expected`, 'a power of two up to 65536', String(value));
  return value;
}

function parseTensors(cursor: ByteCursor, count: number, alignmentBytes: number): readonly GgufTensor[] {
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    const tensor = parseTensor(cursor);
    if (names.has(tensor.name)) throw malformed(`it has two tensors "${printable(tensor.name)}"`, 'each name once', printable(tensor.name));
    if (tensor.offsetBytes % alignmentBytes !== 0)
      throw badTensor(tensor.name, `starts at ${tensor.offsetBytes}, which is no multiple of ${alignmentBytes} bytes`, {
        expected: `a multiple of ${alignmentBytes}`,
        found: String(tensor.offsetBytes),
      });
    names.add(tensor.name);
    tensors.push(tensor);
  }
  return tensors;
}

function parseTensor(cursor: ByteCursor): GgufTensor {
  const name = readString(cursor, ggufLimits.tensorNameBytes);
  const dimensionCount = cursor.uint32();
  if (dimensionCount < 1 || dimensionCount > ggufLimits.tensorDimensions)
    throw badTensor(name, `has ${dimensionCount} dimensions; 1 to ${ggufLimits.tensorDimensions} are possible`, {
      expected: `1 to ${ggufLimits.tensorDimensions} dimensions`,
      found: String(dimensionCount),
    });
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

function tensorSizeBytes(name: string, dimensions: readonly number[], type: number): number {
  if (dimensions.some((dimension) => dimension === 0))
    throw badTensor(name, 'has a dimension of 0', { expected: 'at least 1 in every dimension', found: '0' });
  const count = dimensions.reduce((product, dimension) => product * BigInt(dimension), 1n);
  const layout = ggmlTensorTypes.get(type);
  if (layout === undefined)
    throw badTensor(name, `has the type ${type}, which is not known here`, {
      expected: `one of ${[...ggmlTensorTypes.values()].map((one) => one.name).join(', ')}`,
      found: `type ${type}`,
    });
  const rowLength = dimensions[0] ?? 0;
  if (rowLength % layout.blockLength !== 0)
    throw badTensor(name, `has rows of ${rowLength} numbers, which is no multiple of ${layout.blockLength} (${layout.name})`, {
      expected: `a multiple of ${layout.blockLength}`,
      found: String(rowLength),
    });
  const sizeBytes = (count / BigInt(layout.blockLength)) * BigInt(layout.blockSizeBytes);
  if (sizeBytes > BigInt(Number.MAX_SAFE_INTEGER))
    throw badTensor(name, `claims a size of ${sizeBytes} bytes`, { expected: 'less than 2^53 bytes', found: String(sizeBytes) });
  return Number(sizeBytes);
}
