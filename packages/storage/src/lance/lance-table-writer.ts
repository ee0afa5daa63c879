import { CarrelError, type Clock, type IndexModel, type IndexRow, faultPoint } from '@carrel/core';
import type { Connection } from '@lancedb/lancedb';
import { mkdir } from 'node:fs/promises';
import { inBatches } from '../repositories/in-batches.ts';
import { chunkSchema, type TextColumn, textColumnsOf, toTableRows } from './chunk-table.ts';
import { createDurableTable, type DurableTable } from './durable-table.ts';
import { writeManifest } from './index-manifest.ts';
import { oneOf } from './integer-filter.ts';
import { writeFailure } from './lance-failure.ts';
import { loadLance } from './load-lance.ts';
import { createTable, openExistingTable, removeOtherTables } from './open-table.ts';
import { countGenerations } from './probe-table.ts';

export interface LanceWriterOptions {
  /** Below this many rows with vectors, search compares with every vector and is exact. */
  readonly vectorIndexFromRows?: number;
  /** From here on the index holds vectors compressed, to spare the memory of readers. */
  readonly compressedFromRows?: number;
  /** Of the process that optimises. */
  readonly maxOptimizeMemoryBytes?: number;
}

/** Old versions stay this long: a reader in another process may still be reading their files. */
const keepVersionsMs = 60 * 60 * 1000;
/** Removing them is a process of its own, so not after every optimise. */
const removeVersionsIntervalMs = 10 * 60 * 1000;
const deleteBatchGenerations = 1_000;

/** One table of the index. What the methods do is said in the port, `ChunkIndexWriter`. */
export interface LanceTableWriter {
  open(model: IndexModel): Promise<'ready' | 'rebuild-needed'>;
  markComplete(): Promise<void>;
  append(rows: readonly IndexRow[]): Promise<void>;
  countByGeneration(): Promise<ReadonlyMap<number, number>>;
  deleteGenerations(generations: readonly number[]): Promise<void>;
  optimize(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Writes the LanceDB table in the folder `root`. The caller holds the writer's lease; calls are carried out one after
 * the other.
 *
 * Nothing is reported as done before it is on the disk. After a crash the table goes back to its newest version that is
 * there as a whole (`durable.json`): what came later was not reported, and SQL knows nothing of it.
 */
export function createLanceTableWriter(
  deps: { readonly root: string; readonly clock: Clock },
  options: LanceWriterOptions = {},
): LanceTableWriter {
  const { root } = deps;
  const closing = new AbortController();
  const inTurn = createTurns();
  const { vectorIndexFromRows = 20_000, compressedFromRows = 300_000, maxOptimizeMemoryBytes = 4 * 2 ** 30 } = options;
  const limits = { maxMemoryBytes: maxOptimizeMemoryBytes, signal: closing.signal };
  let connection: Connection | null = null;
  let open: DurableTable | null = null;
  let versionsRemovedMs = Number.NEGATIVE_INFINITY;

  const opened = (): DurableTable => {
    if (!open) throw new CarrelError('INDEX_FAILED', { message: 'the index is not open' });
    return open;
  };

  const connected = async (): Promise<Connection> => {
    await mkdir(root, { recursive: true, mode: 0o700 });
    connection ??= await (await loadLance()).connect(root);
    return connection;
  };

  return {
    open: (model) =>
      inTurn(async () => {
        open?.table.close();
        open = null;
        open = await openOrCreate(await connected(), root, model);
        return open.manifest.state === 'complete' ? 'ready' : 'rebuild-needed';
      }),

    markComplete: () =>
      inTurn(async () => {
        const table = opened();
        open = table.withManifest({ ...table.manifest, state: 'complete' });
        await writeManifest(root, open.manifest);
      }),

    append: (rows) =>
      inTurn(async () => {
        if (rows.length === 0) return;
        open = await withTextColumns(root, opened(), textColumnsOf(rows));
        const { table, manifest, commit } = open;
        const { makeArrowTable } = await loadLance();
        faultPoint('append.before-lance');
        await table.add(makeArrowTable(toTableRows(rows, manifest.dimensions), { schema: chunkSchema(manifest.dimensions) }));
        faultPoint('append.after-lance');
        await commit();
      }),

    countByGeneration: () => inTurn(() => countGenerations(opened().table)),

    deleteGenerations: (generations) =>
      inTurn(async () => {
        const { table, commit } = opened();
        if (generations.length === 0) return;
        await inBatches(generations, deleteBatchGenerations, (batch) => table.delete(oneOf('generation', batch) ?? 'false'));
        await commit();
      }),

    optimize: () =>
      inTurn(async () => {
        await opened().maintain({ type: 'optimize', vectorIndexFromRows, compressedFromRows }, limits);
        const nowMs = deps.clock.nowMs();
        if (nowMs - versionsRemovedMs < removeVersionsIntervalMs) return;
        await opened().maintain({ type: 'remove-old-versions', olderThanMs: nowMs - keepVersionsMs }, limits);
        versionsRemovedMs = nowMs;
      }),

    async close() {
      closing.abort(new CarrelError('INDEX_FAILED', { message: 'the index was closed' }));
      await inTurn(() => Promise.resolve(open?.table.close()));
      connection?.close();
      open = null;
      connection = null;
    },
  };
}

async function openOrCreate(connection: Connection, root: string, model: IndexModel): Promise<DurableTable> {
  const existing = await openExistingTable(connection, root, model);
  const table = createDurableTable(root, existing ?? (await createTable(connection, model)));
  faultPoint('index.after-table');
  await table.commit();
  if (!existing) await writeManifest(root, table.manifest);
  faultPoint('index.before-old-tables');
  await removeOtherTables(root, table.manifest.table);
  faultPoint('index.after-old-tables');
  return table;
}

/** Readers know of a column before there are rows in it. */
async function withTextColumns(root: string, table: DurableTable, columns: readonly TextColumn[]): Promise<DurableTable> {
  const known = table.manifest.textColumns;
  const added = columns.filter((column) => !known.includes(column));
  if (added.length === 0) return table;
  const extended = table.withManifest({ ...table.manifest, textColumns: [...known, ...added] });
  await writeManifest(root, extended.manifest);
  return extended;
}

/** One after the other, whatever came of the one before. */
function createTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = tail.then(work).catch((error: unknown) => {
      throw writeFailure(error);
    });
    tail = result.catch(() => undefined);
    return result;
  };
}
