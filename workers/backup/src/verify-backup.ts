import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { CarrelError } from '@carrel/core';
import type { ArchivedFile } from './archive/archive-writer.ts';
import type { Manifest } from './archive/manifest.ts';
import { digestPath, manifestPath, manifestSchema } from './archive/manifest.ts';
import type { ArchiveEntry } from './archive/read-archive.ts';
import { readArchive } from './archive/read-archive.ts';
import type { OnProgress } from './progress.ts';

export interface VerifiedBackup {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly sizeBytes: number;
}

/**
 * Reads the whole backup and compares every file with the manifest, and the manifest with its digest.
 * @throws BACKUP_DAMAGED with the first file that is not as it was written; NOT_FOUND.
 */
export async function verifyBackup(path: string, onProgress: OnProgress): Promise<VerifiedBackup> {
  const total = (await stat(path).catch(() => null))?.size ?? 0;
  const found: ArchivedFile[] = [];
  let text: Buffer | null = null;
  let digest: string | null = null;
  let done = 0;
  for await (const entry of readArchive(path)) {
    if (digest !== null) throw damaged(`${entry.path}: nothing may follow the end`);
    if (entry.path === manifestPath) text = await entry.whole();
    else if (entry.path === digestPath) digest = (await entry.whole()).toString('latin1');
    else found.push(await digestOf(entry));
    done += entry.sizeBytes;
    onProgress({ stage: 'checking', done, total });
  }
  if (text === null || digest === null) throw damaged('its end is missing');
  const manifestSha256 = createHash('sha256').update(text).digest('hex');
  if (digest !== `${manifestSha256}  ${manifestPath}\n`) throw damaged(manifestPath);
  const manifest = readManifest(text);
  compare(manifest.files, found);
  return { manifest, manifestSha256, sizeBytes: total };
}

async function digestOf(entry: ArchiveEntry): Promise<ArchivedFile> {
  const hash = createHash('sha256');
  for await (const piece of entry.pieces()) hash.update(piece);
  return { path: entry.path, sizeBytes: entry.sizeBytes, sha256: hash.digest('hex') };
}

function readManifest(bytes: Buffer): Manifest {
  const manifest = manifestSchema.safeParse(JSON.parse(bytes.toString('utf8')));
  if (!manifest.success) throw damaged(manifestPath);
  return manifest.data;
}

function compare(expected: readonly ArchivedFile[], found: readonly ArchivedFile[]): void {
  for (const [index, file] of expected.entries()) {
    const other = found[index];
    if (other?.path !== file.path || other.sha256 !== file.sha256 || other.sizeBytes !== file.sizeBytes) throw damaged(file.path);
  }
  if (found.length > expected.length) throw damaged(found[expected.length]?.path ?? '');
}

function damaged(what: string): CarrelError {
  return new CarrelError('BACKUP_DAMAGED', {
    message: `The backup is damaged: ${what}. Nothing was changed. Use another one.`,
    details: { what },
  });
}
