import { CarrelError, type Clock, faultPoint, type GenerationRows, type IndexModel, type IndexRow, type IndexSize } from '@carrel/core';
import type { Connection } from '@lancedb/lancedb';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inBatches } from '../repositories/in-batches.ts';
import { chunkSchema, type TextColumn, textColumnsOf, toTableRows } from './chunk-table.ts';
import { createDurableTable, type DurableTable } from './durable-table.ts';
import { writeManifest } from './index-manifest.ts';
import { measureRecall, type Recall } from './measure-recall.ts';
import { oneOf } from './integer-filter.ts';
import { writeFailure } from './lance-failure.ts';
import { loadLance } from './load-lance.ts';
import { createTable, openExistingTable, removeOtherTables } from './open-table.ts';
import { surveyTable } from './survey-table.ts';
import { createTableDurability, type Disk } from './table-durability.ts';
import { tableSize } from './table-size.ts';

export interface LanceWriterOptions {
  /** Below this many rows with vectors, search compares with every vector and is exact. */
  readonly vectorIndexFromRows?: number;
  /** From here on the index holds vectors compressed, to spare the memory of readers. */
  readonly compressedFromRows?: number;
  /** Of the process that optimises. */
  readonly maxOptimizeMemoryBytes?: number;
  /** The calls that wait for the disk; a test looks at them. */
  readonly disk?: Disk;
}

const deleteBatchGenerations = 1_000;

/** One table of the index. What the methods do is said in the port, `ChunkIndexWriter`. */
export interface LanceTableWriter {
  open(model: IndexModel): Promise<'ready' | 'rebuild-needed'>;
  markComplete(): Promise<void>;
  append(rows: readonly IndexRow[]): Promise<void>;
  survey(generations?: readonly number[]): Promise<ReadonlyMap<number, GenerationRows>>;
  deleteGenerations(generations: readonly number[]): Promise<void>;
  optimize(): Promise<void>;
  removeOldVersions(keepMs: number): Promise<void>;
  size(): Promise<IndexSize>;
  measureRecall(maxQueries: number): Promise<Recall>;
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
        open = await openOrCreate(await connected(), { root, disk: options.disk }, model);
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
        await table.add(makeArrowTable(toTableRows(rows, manifest.dimensions), { schema: chunkSchema(manifest.dimensions) }));
        await commit();
      }),

    survey: (generations) => inTurn(() => surveyTable(opened().table, { hasVectors: opened().manifest.dimensions !== null, generations })),

    deleteGenerations: (generations) =>
      inTurn(async () => {
        const { table, commit } = opened();
        if (generations.length === 0) return;
        await inBatches(generations, deleteBatchGenerations, (batch) => table.delete(oneOf('generation', batch) ?? 'false'));
        await commit();
      }),

    optimize: () => inTurn(() => opened().maintain({ type: 'optimize', vectorIndexFromRows, compressedFromRows }, limits)),

    removeOldVersions: (keepMs) =>
      inTurn(() => opened().maintain({ type: 'remove-old-versions', olderThanMs: deps.clock.nowMs() - keepMs }, limits)),

    measureRecall: (maxQueries) => inTurn(() => recallOf(opened(), maxQueries)),

    size: () => tableSize(join(root, `${opened().manifest.table}.lance`)),

    async close() {
      closing.abort(new CarrelError('INDEX_FAILED', { message: 'the index was closed' }));
      await inTurn(() => Promise.resolve(open?.table.close()));
      connection?.close();
      open = null;
      connection = null;
    },
  };
}

function recallOf({ table, manifest }: DurableTable, maxQueries: number): Promise<Recall> {
  return manifest.dimensions === null ? Promise.resolve({ queries: 0, recallAt10: 1 }) : measureRecall(table, maxQueries);
}

async function openOrCreate(
  connection: Connection,
  { root, disk }: { readonly root: string; readonly disk: Disk | undefined },
  model: IndexModel,
): Promise<DurableTable> {
  const existing = await openExistingTable(connection, root, model);
  const opened = existing ?? (await createTable(connection, model));
  const durability = createTableDurability(join(root, `${opened.manifest.table}.lance`), disk);
  const table = createDurableTable(root, opened, durability);
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
  faultPoint('append.before-lance');
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
