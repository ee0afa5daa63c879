import type { ByteCursor } from './byte-cursor.ts';
import type { GgufValueType } from './gguf-types.ts';
import { ggufValueTypes, scalarSizeBytes } from './gguf-types.ts';
import { ggufLimits } from './gguf-limits.ts';
import { GgufFormatError } from './gguf-format-error.ts';

export type GgufScalar = string | number | bigint | boolean;
export interface GgufArraySummary {
  readonly elementType: GgufValueType;
  readonly elementCount: number;
}
export type GgufEntry =
  | { readonly type: Exclude<GgufValueType, 'array'>; readonly value: GgufScalar }
  | { readonly type: 'array'; readonly value: GgufArraySummary };
export type GgufMetadata = ReadonlyMap<string, GgufEntry>;

/**
 * Types of keys that llama.cpp reads without asking for the type first: another one aborts its process
 * (`GGML_ASSERT(type_to_gguf_type<T>::value == type)` in gguf.cpp).
 */
const requiredTypes: ReadonlyMap<string, GgufValueType> = new Map([
  ['general.architecture', 'string'],
  ['general.alignment', 'uint32'],
  ['split.no', 'uint16'],
  ['split.count', 'uint16'],
  ['split.tensors.count', 'int32'],
]);

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function parseGgufMetadata(cursor: ByteCursor, entryCount: number): GgufMetadata {
  const metadata = new Map<string, GgufEntry>();
  for (let index = 0; index < entryCount; index += 1) {
    const key = readString(cursor, ggufLimits.stringBytes);
    if (metadata.has(key)) throw new GgufFormatError(`it has the metadata key "${printable(key)}" twice`);
    const type = readValueType(cursor, key);
    const expected = requiredTypes.get(key);
    if (expected !== undefined && type !== expected)
      throw new GgufFormatError(`"${key}" has type ${type}; the loader expects ${expected} and would abort`);
    metadata.set(key, type === 'array' ? { type, value: skipArray(cursor, key) } : { type, value: readScalar(cursor, type) });
  }
  return metadata;
}

/** @throws GgufFormatError when it is longer than the limit or not UTF-8. */
export function readString(cursor: ByteCursor, limitBytes: number): string {
  return decode(cursor.bytes(stringLength(cursor, limitBytes)));
}

function stringLength(cursor: ByteCursor, limitBytes: number): number {
  const lengthBytes = cursor.uint64();
  if (lengthBytes > limitBytes)
    throw new GgufFormatError(`it has a string of ${lengthBytes} bytes where at most ${limitBytes} are possible`);
  return lengthBytes;
}

function decode(bytes: Uint8Array): string {
  try {
    return textDecoder.decode(bytes);
  } catch {
    throw new GgufFormatError('it has a string that is not valid UTF-8');
  }
}

function readValueType(cursor: ByteCursor, key: string): GgufValueType {
  const number = cursor.uint32();
  const type = ggufValueTypes[number];
  if (type === undefined) throw new GgufFormatError(`"${printable(key)}" has the unknown value type ${number}`);
  return type;
}

const scalarReaders: Readonly<Record<keyof typeof scalarSizeBytes, (view: DataView) => GgufScalar>> = {
  uint8: (view) => view.getUint8(0),
  int8: (view) => view.getInt8(0),
  uint16: (view) => view.getUint16(0, true),
  int16: (view) => view.getInt16(0, true),
  uint32: (view) => view.getUint32(0, true),
  int32: (view) => view.getInt32(0, true),
  float32: (view) => view.getFloat32(0, true),
  bool: (view) => view.getUint8(0) !== 0,
  uint64: (view) => view.getBigUint64(0, true),
  int64: (view) => view.getBigInt64(0, true),
  float64: (view) => view.getFloat64(0, true),
};

function readScalar(cursor: ByteCursor, type: Exclude<GgufValueType, 'array'>): GgufScalar {
  return type === 'string' ? readString(cursor, ggufLimits.stringBytes) : scalarReaders[type](cursor.view(scalarSizeBytes[type]));
}

function skipArray(cursor: ByteCursor, key: string): GgufArraySummary {
  const elementType = readValueType(cursor, key);
  const elementCount = cursor.uint64();
  if (elementType === 'array') throw new GgufFormatError(`"${printable(key)}" is an array of arrays, which the format does not allow`);
  if (elementCount > ggufLimits.arrayElements)
    throw new GgufFormatError(`"${printable(key)}" claims ${elementCount} elements; at most ${ggufLimits.arrayElements} are read`);
  if (elementType === 'string') {
    for (let index = 0; index < elementCount; index += 1) cursor.skip(stringLength(cursor, ggufLimits.stringBytes));
  } else {
    cursor.skip(elementCount * scalarSizeBytes[elementType]);
  }
  return { elementType, elementCount };
}

/** Keys of a hostile file may hold anything; a reason is shown to people. */
function printable(key: string): string {
  return key.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
