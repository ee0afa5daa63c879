import { basename } from 'node:path';
import { errorCatalogue } from '@carrel/core';
import type { GgufHeader } from './parse-gguf-header.ts';
import type { FormatFacts, ModelFileCode } from './gguf-format-error.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { printable } from './printable.ts';
import { readGgufHeader } from './read-gguf-header.ts';
import { parseSplitPartName, splitPartPaths } from './split-parts.ts';
import { supportedArchitectures } from './supported-architectures.ts';

export interface InvalidModelFile {
  readonly type: 'invalid';
  readonly code: ModelFileCode;
  /** One sentence for people. */
  readonly reason: string;
  readonly expected: string;
  readonly found: string;
  /** What to do, in words. */
  readonly advice: string;
}

export type ModelFileCheck =
  /** `sizeBytes` and `partPaths` are of all the parts of a split file; the header is that of the first. */
  | {
      readonly type: 'valid';
      readonly header: GgufHeader;
      readonly sizeBytes: number;
      readonly partPaths: readonly string[];
    }
  | InvalidModelFile;

const mostParts = 1000;

/**
 * Checks a model file before native code sees it: magic, version, byte order, counts, lengths, types of keys and arrays,
 * tensors within the file and on bytes of their own, an architecture that the engine runs, and that a split file is complete.
 * A file that passes can still be refused, or crash the loader: the engine has a process of its own for that. Reads headers
 * only. Never throws for what is in a file, or for a file that is missing.
 */
export async function checkModelFile(path: string): Promise<ModelFileCheck> {
  try {
    return await checkParts(path);
  } catch (error) {
    return invalid(path, formatErrorOf(error));
  }
}

async function checkParts(path: string): Promise<ModelFileCheck> {
  const part = parseSplitPartName(path);
  if (part !== null && part.number !== 1)
    throw split(`it is part ${part.number} of a split file; name the first part instead`, 'part 1', `part ${part.number}`);
  if (part !== null && (part.count < 1 || part.count > mostParts))
    throw split(`its name claims ${part.count} parts`, `1 to ${mostParts} parts`, String(part.count));
  const partPaths = splitPartPaths(path);
  const headers: GgufHeader[] = [];
  let sizeBytes = 0;
  for (const [index, partPath] of partPaths.entries()) {
    try {
      const { header, fileSizeBytes } = await readGgufHeader(partPath);
      checkPart(header, part === null ? null : { index, count: part.count });
      headers.push(header);
      sizeBytes += fileSizeBytes;
    } catch (error) {
      return invalid(partPath, formatErrorOf(error));
    }
  }
  const [first] = headers;
  if (first === undefined) throw split('it has no parts', 'at least one part', 'none');
  checkTogether(first, headers);
  return { type: 'valid', header: first, sizeBytes, partPaths };
}

function checkPart(header: GgufHeader, part: { readonly index: number; readonly count: number } | null): void {
  const count = Number(header.metadata.get('split.count')?.value ?? 1);
  const number = Number(header.metadata.get('split.no')?.value ?? -1);
  if (part === null) checkWholeFile(header, count);
  else if (count !== part.count || number !== part.index)
    throw split(
      `its name says part ${part.index + 1} of ${part.count}, but its header says otherwise`,
      `part ${part.index + 1} of ${part.count}`,
      `part ${number + 1} of ${count}`,
    );
  if (part === null || part.index === 0) checkArchitecture(header);
}

function checkArchitecture(header: GgufHeader): void {
  const architecture = header.metadata.get('general.architecture')?.value;
  const expected = 'an architecture that llama.cpp runs, such as llama, qwen3, gemma3, phi3 or bert';
  if (typeof architecture !== 'string')
    throw new GgufFormatError('MODEL_ARCHITECTURE_UNSUPPORTED', 'it does not name its architecture', { expected, found: 'none' });
  if (supportedArchitectures.has(architecture)) return;
  const found = printable(architecture);
  throw new GgufFormatError('MODEL_ARCHITECTURE_UNSUPPORTED', `unknown model architecture: '${found}'`, { expected, found });
}

function checkWholeFile(header: GgufHeader, partCount: number): void {
  const lastName = `NAME-00001-of-${String(partCount).padStart(5, '0')}.gguf`;
  if (partCount > 1) throw split(`it is part of a model in ${partCount} files, but is not named ${lastName}`, lastName, 'another name');
  if (header.tensors.length === 0)
    throw new GgufFormatError('MODEL_FILE_TENSOR', 'it holds no tensors', { expected: 'at least one tensor', found: 'none' });
}

/** What all the parts of a split file must agree on: llama.cpp counts and names the tensors over all of them. */
function checkTogether(first: GgufHeader, headers: readonly GgufHeader[]): void {
  if (headers.length < 2) return;
  const names = new Set<string>();
  for (const { name } of headers.flatMap((header) => header.tensors)) {
    if (names.has(name)) throw split(`two of its parts hold the tensor "${printable(name)}"`, 'each tensor once', printable(name));
    names.add(name);
  }
  const claimed = first.metadata.get('split.tensors.count');
  if (claimed !== undefined && Number(claimed.value) !== names.size)
    throw split(
      `its first part promises ${Number(claimed.value)} tensors, and its parts hold ${names.size}`,
      `${Number(claimed.value)} tensors`,
      String(names.size),
    );
  if (names.size === 0) throw split('its parts hold no tensors', 'at least one tensor', 'none');
}

function split(message: string, expected: string, found: string): GgufFormatError {
  return new GgufFormatError('MODEL_FILE_SPLIT', message, { expected, found });
}

function formatErrorOf(error: unknown): GgufFormatError {
  if (error instanceof GgufFormatError) return error;
  if (error instanceof Error && 'code' in error) return unreadable(String(error.code));
  throw error;
}

function unreadable(code: string): GgufFormatError {
  const facts: FormatFacts = { expected: 'a file that can be read', found: code };
  if (code === 'ENOENT') return new GgufFormatError('MODEL_FILE_UNREADABLE', 'it is missing', facts);
  if (code === 'EACCES' || code === 'EPERM') return new GgufFormatError('MODEL_FILE_UNREADABLE', 'it may not be read by this user', facts);
  return new GgufFormatError('MODEL_FILE_UNREADABLE', `it cannot be read (${code})`, facts);
}

function invalid(path: string, { code, message, facts }: GgufFormatError): InvalidModelFile {
  return {
    type: 'invalid',
    code,
    reason: `The model file ${basename(path)} cannot be loaded: ${message}.`,
    ...facts,
    advice: errorCatalogue[code].text,
  };
}
