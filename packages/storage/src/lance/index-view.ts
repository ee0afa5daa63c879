import { CarrelError } from '@carrel/core';
import type { Connection, Table } from '@lancedb/lancedb';
import { stat } from 'node:fs/promises';
import { type IndexManifest, manifestPath, readManifest } from './index-manifest.ts';
import { readFailure } from './lance-failure.ts';
import { loadLance } from './load-lance.ts';

export interface OpenIndex {
  readonly manifest: IndexManifest;
  readonly table: Table;
  /** Whether the vector index keeps its vectors in a shortened form. */
  readonly isCompressed: boolean;
}

export interface IndexView {
  /** Runs a search on the newest commit. @throws INDEX_UNAVAILABLE. */
  use<Result>(work: (index: OpenIndex) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const metadataCacheSizeBytes = 64n * 2n ** 20n;

/**
 * The index as a reader sees it: always the newest commit of the writer, in this or another process (0.1 ms on a local
 * disk). Files that vanished under a search (an optimise removes old ones) are not an error: the table is opened anew,
 * and the search repeated once.
 */
export function createIndexView(root: string, options: { readonly cacheSizeBytes: number }): IndexView {
  let connection: Promise<Connection> | null = null;
  let known: { readonly stamp: string; readonly index: Promise<Omit<OpenIndex, 'isCompressed'>> } | null = null;
  let form: { readonly table: Table; readonly version: number; readonly isCompressed: boolean } | null = null;

  const connected = () => {
    connection ??= loadLance().then(({ connect, Session }) =>
      connect(root, { session: new Session(BigInt(options.cacheSizeBytes), metadataCacheSizeBytes) }),
    );
    return connection;
  };

  const open = async (): Promise<Omit<OpenIndex, 'isCompressed'>> => {
    const manifest = await readManifest(root);
    if (manifest === null) throw new CarrelError('INDEX_UNAVAILABLE', { message: 'there is no index yet' });
    if (manifest.state === 'building') throw new CarrelError('INDEX_UNAVAILABLE', { message: 'the index is being rebuilt' });
    return { manifest, table: await (await connected()).openTable(manifest.table) };
  };

  const newest = async (): Promise<OpenIndex> => {
    const stamp = await stampOf(manifestPath(root));
    if (known?.stamp !== stamp) known = { stamp, index: open() };
    const index = await known.index;
    await index.table.checkoutLatest();
    return { ...index, isCompressed: await isCompressed(index.table) };
  };

  /** Asked once for each commit: only a commit changes the answer, and the list of indices costs as much as a small search. */
  const isCompressed = async (table: Table): Promise<boolean> => {
    const version = await table.version();
    if (form?.table !== table || form.version !== version) form = { table, version, isCompressed: await hasCompressedVectors(table) };
    return form.isCompressed;
  };

  return {
    async use(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work(await newest());
        } catch (error) {
          known = null;
          if (attempt === 2 || error instanceof CarrelError) throw readFailure(error);
        }
      }
    },
    async close() {
      const index = await known?.index.catch(() => null);
      known = null;
      index?.table.close();
      (await connection)?.close();
      connection = null;
    },
  };
}

async function hasCompressedVectors(table: Table): Promise<boolean> {
  return (await table.listIndices()).some((index) => index.columns.includes('vector') && index.indexType !== 'IvfFlat');
}

/** Another stamp after every replacement of the file. */
async function stampOf(path: string): Promise<string> {
  const file = await stat(path).catch(() => null);
  return file === null ? 'none' : `${file.ino}:${file.mtimeMs}:${file.size}`;
}
