import { type IndexModel, faultPoint } from '@carrel/core';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { textColumns } from './chunk-table.ts';
import { syncFolder } from '../blobs/sync-to-disk.ts';

/** 2: rows are named by generation and ordinal, and no longer by the id of the chunk; the manifest names the columns in use. */
export const indexFormat = 2;

const manifestSchema = z.object({
  /** Another number for each form of the table; an index of an older form is made anew. */
  format: z.literal(indexFormat),
  /** LanceDB's name of the table: another one after each rebuild, so that no reader mixes the two. */
  table: z.string().regex(/^chunks_[0-9a-f]{12}$/),
  state: z.enum(['building', 'complete']),
  embeddingId: z.string().nullable(),
  dimensions: z.int().positive().nullable(),
  /** Columns that hold a text: a search asks no others, as each costs time even when it is empty. */
  textColumns: z.array(z.enum(textColumns)),
  /** Which LanceDB made it, for people who look for a cause. */
  madeWith: z.string(),
});

/** `index.json`: what the index is. Written by the one writer, read by everybody. */
export type IndexManifest = z.infer<typeof manifestSchema>;

const durableSchema = z.object({ table: z.string(), version: z.int().positive() });

/** `durable.json`: the newest version of the table that is on the disk as a whole. */
export type DurableVersion = z.infer<typeof durableSchema>;

export const manifestPath = (root: string) => join(root, 'index.json');
const durablePath = (root: string) => join(root, 'durable.json');

/** Null when there is none that can be understood. */
export function readManifest(root: string): Promise<IndexManifest | null> {
  return readJson(manifestPath(root), manifestSchema);
}

export function readDurableVersion(root: string): Promise<DurableVersion | null> {
  return readJson(durablePath(root), durableSchema);
}

export function writeManifest(root: string, manifest: IndexManifest): Promise<void> {
  return replaceFile(manifestPath(root), manifest);
}

export function writeDurableVersion(root: string, durable: DurableVersion): Promise<void> {
  return replaceFile(durablePath(root), durable);
}

export function isOfModel(manifest: IndexManifest, model: IndexModel): boolean {
  return manifest.embeddingId === model.embeddingId && manifest.dimensions === model.dimensions;
}

async function readJson<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Half a file, or one of another Carrel: as good as none. The index is made anew.
    return null;
  }
}

/** The old content or the new one, also after a power cut. */
async function replaceFile(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  faultPoint('index-file.before-rename');
  await rename(temporary, path);
  faultPoint('index-file.after-rename');
  await syncFolder(dirname(path));
}
