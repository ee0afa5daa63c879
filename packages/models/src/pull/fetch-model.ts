import { copyFile, mkdir } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { CarrelError, isCarrelError } from '@carrel/core';
import type { CatalogueModel } from '../catalogue/catalogue-schema.ts';
import { digestFiles } from '../inventory/file-hashes.ts';
import type { DownloadDeps } from './download-file.ts';
import { downloadFile, removePart } from './download-file.ts';
import type { ModelSource } from './model-source.ts';
import { urlOfFile } from './model-source.ts';

export interface FetchOptions {
  readonly file: CatalogueModel['files'][number];
  /** Tried in order, each with its own try at the whole file. */
  readonly sources: readonly ModelSource[];
  /** Folder where what is not checked yet lies. */
  readonly quarantine: string;
  readonly mostBytes: number;
  readonly redirectHosts: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void;
}

export interface FetchedFile {
  readonly path: string;
  /** The source that gave it, in words. */
  readonly source: string;
}

/**
 * Brings a file of the catalogue into quarantine and compares its SHA-256. A source that fails, or has another file, is
 * followed by the next; the part that was got stays for another attempt, a file with another digest does not.
 * @throws what the last source failed with: MODEL_SOURCE_FAILED, MODEL_SOURCE_REDIRECTED, MODEL_SIZE_WRONG, MODEL_HASH_WRONG;
 * DISK_FULL at once; the signal's reason.
 */
export async function fetchModel(deps: DownloadDeps, options: FetchOptions): Promise<FetchedFile> {
  await mkdir(options.quarantine, { recursive: true, mode: 0o700 });
  let failure: CarrelError = new CarrelError('MODEL_SOURCE_FAILED', { message: 'there is no source; set CARREL_MODEL_SOURCES' });
  for (const source of options.sources) {
    try {
      return await fetchFrom(deps, source, options);
    } catch (error) {
      options.signal.throwIfAborted();
      if (!isCarrelError(error) || error.code === 'DISK_FULL') throw error;
      failure = error;
    }
  }
  throw failure;
}

async function fetchFrom(deps: DownloadDeps, source: ModelSource, options: FetchOptions): Promise<FetchedFile> {
  const path = join(options.quarantine, options.file.file);
  const partPath = `${path}.part`;
  const from = source.kind === 'folder' ? join(source.folder, options.file.file) : urlOfFile(source.template, options.file);
  if (from instanceof URL) await downloadFile(deps, { ...options, url: from, partPath, sizeBytes: options.file.sizeBytes });
  else await copyFrom(from, partPath);
  const sha256 = await digestFiles([partPath], options.signal);
  if (sha256 === options.file.sha256) return { path: partPath, source: from instanceof URL ? `${from.origin}${from.pathname}` : from };
  await removePart(partPath);
  throw new CarrelError('MODEL_HASH_WRONG', {
    message: `the file from ${from instanceof URL ? from.host : from} has the SHA-256 ${sha256}; ${options.file.sha256} was expected`,
  });
}

/** Copies a file into quarantine: what is checked is the copy, whatever becomes of the original meanwhile. */
export async function copyFrom(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (cause) {
    await removePart(to);
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new CarrelError('DISK_FULL', { message: 'the disk is full', cause });
    throw new CarrelError('MODEL_SOURCE_FAILED', { message: `${from} cannot be read (${code})`, cause });
  }
}
