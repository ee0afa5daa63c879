import { CarrelError, createLazy } from '@carrel/core';
import type { Table } from '@lancedb/lancedb';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type IndexManifest, manifestPath, readManifest } from './index-manifest.ts';
import { readFailure } from './lance-failure.ts';
import { loadLance } from './load-lance.ts';

export interface OpenIndex {
  readonly manifest: IndexManifest;
  readonly table: Table;
  /** Whether the vector index keeps its vectors in a shortened form. */
  readonly isCompressed: boolean;
  readonly rowCount: number;
}

export interface IndexView {
  /** Runs a search on the newest commit. @throws INDEX_UNAVAILABLE. */
  use<Result>(work: (index: OpenIndex) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const metadataCacheSizeBytes = 64n * 2n ** 20n;
/** The time of a file has the grain of the kernel's clock tick, 10 ms at most: a younger one may cover two commits. */
const timeGrainMs = 50;

/**
 * The index as a reader sees it: always the newest commit of the writer, in this or another process. Each commit puts a
 * file into the folder of versions, so two looks at the disk tell whether there is a new one; LanceDB itself is asked only
 * then (its own look costs as much as a small search). Files that vanished under a search (an optimise removes old ones)
 * are not an error: the table is opened anew, and the search repeated once.
 */
export function createIndexView(root: string, options: { readonly cacheSizeBytes: number }): IndexView {
  const connection = createLazy(async () => {
    const { connect, Session } = await loadLance();
    return connect(root, { session: new Session(BigInt(options.cacheSizeBytes), metadataCacheSizeBytes) });
  });
  let opened: { readonly stamp: string; readonly index: Promise<OpenTable> } | null = null;
  let current: { readonly stamp: string; readonly table: Table; readonly index: Promise<OpenIndex> } | null = null;

  const openTable = async (): Promise<OpenTable> => {
    const manifest = await readManifest(root);
    if (manifest === null) throw new CarrelError('INDEX_UNAVAILABLE', { message: 'there is no index yet' });
    if (manifest.state === 'building') throw new CarrelError('INDEX_UNAVAILABLE', { message: 'the index is being rebuilt' });
    const versionsFolder = join(root, `${manifest.table}.lance`, '_versions');
    return { manifest, table: await (await connection.get()).openTable(manifest.table), versionsFolder };
  };

  const newest = async (): Promise<OpenIndex> => {
    const stamp = stampOf(manifestPath(root)).text;
    if (opened?.stamp !== stamp) opened = { stamp, index: openTable() };
    const { table, manifest, versionsFolder } = await opened.index;
    const commit = stampOf(versionsFolder);
    if (current?.table !== table || current.stamp !== commit.text || !commit.isSettled)
      current = { stamp: commit.text, table, index: checkOut({ table, manifest }) };
    return current.index;
  };

  return {
    async use(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work(await newest());
        } catch (error) {
          opened = null;
          current = null;
          if (attempt === 2 || error instanceof CarrelError) throw readFailure(error);
        }
      }
    },
    async close() {
      const index = await opened?.index.catch(() => null);
      opened = null;
      current = null;
      index?.table.close();
      (await connection.peek())?.close();
    },
  };
}

interface OpenTable {
  readonly manifest: IndexManifest;
  readonly table: Table;
  readonly versionsFolder: string;
}

async function checkOut({ table, manifest }: Pick<OpenTable, 'manifest' | 'table'>): Promise<OpenIndex> {
  await table.checkoutLatest();
  const [indices, rowCount] = await Promise.all([table.listIndices(), table.countRows()]);
  return { manifest, table, isCompressed: isCompressedIndex(indices), rowCount };
}

/** Whether distances in the vector index are rough, because it keeps its vectors in a shortened form. */
export function isCompressedIndex(indices: Awaited<ReturnType<Table['listIndices']>>): boolean {
  return indices.some((index) => index.columns.includes('vector') && index.indexType !== 'IvfFlat');
}

/**
 * Another text after every replacement of the file, or every new file in the folder. At once, not by way of a thread: the
 * search waits for it, and the system answers from memory in a few microseconds.
 */
function stampOf(path: string): { readonly text: string; readonly isSettled: boolean } {
  const nowMs = Date.now();
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) return { text: 'none', isSettled: false };
  return { text: `${file.ino}:${file.mtimeMs}:${file.size}`, isSettled: Math.abs(nowMs - file.mtimeMs) > timeGrainMs };
}
