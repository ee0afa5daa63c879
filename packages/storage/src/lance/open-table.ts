import type { IndexModel } from '@carrel/core';
import type { Connection, Table } from '@lancedb/lancedb';
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chunkSchema, createTextAndKeyIndices } from './chunk-table.ts';
import { indexFormat, type IndexManifest, isOfModel, readDurableVersion, readManifest } from './index-manifest.ts';
import { probeTable } from './probe-table.ts';

export interface OpenedTable {
  readonly manifest: IndexManifest;
  readonly table: Table;
}

/** Null when there is no index of this model that can be read from end to end. */
export async function openExistingTable(connection: Connection, root: string, model: IndexModel): Promise<OpenedTable | null> {
  const manifest = await readManifest(root);
  const durable = await readDurableVersion(root);
  if (manifest === null || durable === null || durable.table !== manifest.table || !isOfModel(manifest, model)) return null;
  try {
    const table = await connection.openTable(manifest.table);
    await goBackTo(table, durable.version);
    await probeTable(table, manifest.dimensions);
    return { manifest, table };
  } catch {
    // Missing, cut off or damaged: everything in it can be made again, so it is not worth an error.
    return null;
  }
}

/** A new table under a new name; `index.json` does not name it yet. */
export async function createTable(connection: Connection, model: IndexModel): Promise<OpenedTable> {
  const name = `chunks_${randomBytes(6).toString('hex')}`;
  const manifest: IndexManifest = {
    format: indexFormat,
    table: name,
    state: 'building',
    embeddingId: model.embeddingId,
    dimensions: model.dimensions,
    textColumns: [],
    madeWith: 'lancedb 0.39',
  };
  const table = await connection.createEmptyTable(name, chunkSchema(model.dimensions));
  await createTextAndKeyIndices(table);
  return { manifest, table };
}

/** Makes an older version the newest one. Nothing is lost by it that SQL knows of. */
export async function goBackTo(table: Table, version: number): Promise<void> {
  await table.checkoutLatest();
  if ((await table.version()) === version) return;
  await table.checkout(version);
  await table.restore();
}

export async function removeOtherTables(root: string, kept: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (/^chunks_[0-9a-f]{12}\.lance$/.test(name) && name !== `${kept}.lance`) await rm(join(root, name), { recursive: true, force: true });
  }
}
