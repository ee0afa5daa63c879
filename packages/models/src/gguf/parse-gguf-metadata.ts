import type { ByteCursor } from './byte-cursor.ts';
import type { GgufValueType } from './gguf-types.ts';
import { ggufValueTypes, scalarSizeBytes } from './gguf-types.ts';
import { ggufLimits } from './gguf-limits.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { printable } from './printable.ts';

export type GgufScalar = string | number | bigint | boolean;
export interface GgufArraySummary {
  readonly elementType: GgufValueType;
  readonly elementCount: number;
}
export type GgufEntry =
  | { readonly type: Exclude<GgufValueType, 'array'>; readonly value: GgufScalar }
  | { readonly type: 'array'; readonly value: GgufArraySummary };
export type GgufMetadata = ReadonlyMap<string, GgufEntry>;

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function parseGgufMetadata(cursor: ByteCursor, entryCount: number): GgufMetadata {
  const metadata = new Map<string, GgufEntry>();
  for (let index = 0; index < entryCount; index += 1) {
    const key = readString(cursor, ggufLimits.stringBytes);
    if (metadata.has(key)) throw malformed(`it has the metadata key "${printable(key)}" twice`, 'each key once', printable(key));
    const type = readValueType(cursor, key);
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
    throw malformed(
      `it has a string of ${lengthBytes} bytes where at most ${limitBytes} are possible`,
      `at most ${limitBytes} bytes`,
      String(lengthBytes),
    );
  return lengthBytes;
}

function decode(bytes: Uint8Array): string {
  try {
    return textDecoder.decode(bytes);
  } catch {
    throw malformed('it has a string that is not valid UTF-8', 'UTF-8', 'other bytes');
  }
}

function readValueType(cursor: ByteCursor, key: string): GgufValueType {
  const number = cursor.uint32();
  const type = ggufValueTypes[number];
  if (type === undefined)
    throw malformed(`"${printable(key)}" has the unknown value type ${number}`, 'a value type from 0 to 12', String(number));
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
  if (elementType === 'array')
    throw malformed(`"${printable(key)}" is an array of arrays, which llama.cpp does not read`, 'an array of plain values', 'arrays');
  if (elementCount > ggufLimits.arrayElements)
    throw malformed(
      `"${printable(key)}" claims ${elementCount} elements; at most ${ggufLimits.arrayElements} are read`,
      `at most ${ggufLimits.arrayElements} elements`,
      String(elementCount),
    );
  if (elementType === 'string') {
    for (let index = 0; index < elementCount; index += 1) cursor.skip(stringLength(cursor, ggufLimits.stringBytes));
  } else {
    cursor.skip(elementCount * scalarSizeBytes[elementType]);
  }
  return { elementType, elementCount };
}

function malformed(message: string, expected: string, found: string): GgufFormatError {
  return new GgufFormatError('MODEL_FILE_MALFORMED', message, { expected, found });
}
