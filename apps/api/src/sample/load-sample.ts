import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { BlobStore, Clock, Collection, Logger, RecordStore } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { ReceivedFile, ReceiveOptions } from '../documents/receive-files.ts';
import { receiveFile } from '../documents/receive-files.ts';
import type { DetectMediaType } from '../documents/receive-files.ts';
import type { UploadDocuments } from '../documents/upload-documents.ts';

export interface SampleDeps {
  readonly store: RecordStore;
  readonly blobs: BlobStore;
  readonly uploadDocuments: UploadDocuments;
  /** A collection by name, made when there is none. */
  readonly ensureCollection: (name: string) => Promise<Collection>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface SampleOptions extends ReceiveOptions {
  /** Folder with the sample; each folder in it is a collection. */
  readonly root: string;
  readonly detectMediaType: DetectMediaType;
}

const settingName = 'sample-knowledge-base';

/**
 * Loads the sample knowledge base into a data folder that has no documents, by the way of every upload, and remembers
 * that: what somebody deletes of it does not come back. Repeating it after a sudden end changes nothing but what is missing.
 *
 * @param caller Carrel itself, acting for the owner of the data folder.
 * @returns how many files were taken; 0 when it was loaded before or is not wanted any more.
 */
export async function loadSample(deps: SampleDeps, caller: Caller, options: SampleOptions): Promise<number> {
  const { store, clock } = deps;
  const state = await store.read.settings.find(settingName);
  if (state?.value === '"loaded"') return 0;
  if (state === null) {
    const counts = await store.read.documents.countByState({}, [caller.userId], isoTime(clock));
    if (Object.values(counts).some((count) => count > 0)) return 0;
    await store.transaction((transaction) => transaction.settings.put(settingName, '"loading"', isoTime(clock)));
  }
  let fileCount = 0;
  for (const folder of await foldersIn(options.root)) {
    const collection = await deps.ensureCollection(folder);
    const files = await readFiles(deps, join(options.root, folder), options);
    await deps.uploadDocuments.fromFiles(files, { caller, collection, policyId: collection.defaultPolicyId, idempotencyKey: null });
    fileCount += files.length;
  }
  await store.transaction((transaction) => transaction.settings.put(settingName, '"loaded"', isoTime(clock)));
  deps.logger.info('sample.loaded', { count: fileCount });
  return fileCount;
}

async function foldersIn(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

async function readFiles({ blobs }: SampleDeps, folder: string, options: SampleOptions): Promise<readonly ReceivedFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: ReceivedFile[] = [];
  for (const path of paths.toSorted()) {
    const part = { sentPath: relative(folder, path).split(sep).join('/'), content: createReadStream(path) };
    files.push(await receiveFile(part, { blobs, detectMediaType: options.detectMediaType }, options));
  }
  return files;
}
