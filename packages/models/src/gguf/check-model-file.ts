import { basename } from 'node:path';
import type { GgufHeader } from './parse-gguf-header.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { readGgufHeader } from './read-gguf-header.ts';
import { parseSplitPartName, splitPartPaths } from './split-parts.ts';

export type ModelFileCheck =
  /** `sizeBytes` and `partPaths` are of all the parts of a split file; the header is that of the first. */
  | {
      readonly type: 'valid';
      readonly header: GgufHeader;
      readonly sizeBytes: number;
      readonly partPaths: readonly string[];
    }
  /** `reason` is one sentence for people. */
  | { readonly type: 'invalid'; readonly reason: string };

/**
 * Checks a model file before native code sees it: magic, version, counts, lengths, types, tensors within the file, and
 * that a split file is complete. A file that passes can still be refused, or crash the loader: the engine has a process of
 * its own for that. Reads headers only. Never throws for what is in a file, or for a file that is missing.
 */
export async function checkModelFile(path: string): Promise<ModelFileCheck> {
  const part = parseSplitPartName(path);
  if (part !== null && part.number !== 1) return invalid(path, `it is part ${part.number} of a split file; name the first part instead`);
  const partPaths = splitPartPaths(path);
  if (part !== null && (part.count < 1 || part.count > 1000)) return invalid(path, `its name claims ${part.count} parts`);
  let first: GgufHeader | null = null;
  let sizeBytes = 0;
  for (const [index, partPath] of partPaths.entries()) {
    try {
      const { header, fileSizeBytes } = await readGgufHeader(partPath);
      checkPart(header, part === null ? null : { index, count: part.count });
      first ??= header;
      sizeBytes += fileSizeBytes;
    } catch (error) {
      return invalid(partPath, reasonOf(error));
    }
  }
  return first === null ? invalid(path, 'it has no parts') : { type: 'valid', header: first, sizeBytes, partPaths };
}

function checkPart(header: GgufHeader, part: { readonly index: number; readonly count: number } | null): void {
  const count = Number(header.metadata.get('split.count')?.value ?? 1);
  if (part === null) checkWholeFile(header, count);
  else if (count !== part.count || Number(header.metadata.get('split.no')?.value ?? -1) !== part.index)
    throw new GgufFormatError(`its name says part ${part.index + 1} of ${part.count}, but its header says otherwise`);
  const isFirst = part === null || part.index === 0;
  if (isFirst && !header.metadata.has('general.architecture')) throw new GgufFormatError('it does not name its architecture');
}

function checkWholeFile(header: GgufHeader, partCount: number): void {
  if (partCount > 1)
    throw new GgufFormatError(
      `it is part of a model in ${partCount} files, but is not named NAME-00001-of-${String(partCount).padStart(5, '0')}.gguf`,
    );
  if (header.tensors.length === 0) throw new GgufFormatError('it holds no tensors');
}

function reasonOf(error: unknown): string {
  if (error instanceof GgufFormatError) return error.message;
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'ENOENT') return 'it is missing';
    if (error.code === 'EACCES' || error.code === 'EPERM') return 'it may not be read by this user';
    return `it cannot be read (${String(error.code)})`;
  }
  throw error;
}

function invalid(path: string, reason: string): ModelFileCheck {
  return {
    type: 'invalid',
    reason: `The model file ${basename(path)} cannot be loaded: ${reason}.`,
  };
}
