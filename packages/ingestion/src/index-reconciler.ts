import {
  type ActiveGeneration,
  type ChunkIndexWriter,
  faultPoint,
  type GenerationRows,
  type IndexDifferences,
  type IndexRow,
} from '@carrel/core';
import type { EmbeddingInUse, IngestDependencies } from './ingest-dependencies.ts';
import { writeVersionAgain } from './write-version-again.ts';

export interface ReconcileOutcome {
  readonly differences: IndexDifferences;
  /** Versions of documents whose rows were written again. */
  readonly rebuilt: number;
  /** Generations that SQL does not serve, or not from that table, whose rows were removed. */
  readonly removed: number;
}

export interface ReconcileDependencies extends Pick<IngestDependencies, 'store' | 'blobs'> {
  readonly appender: { append(rows: readonly IndexRow[]): Promise<unknown> };
}

export interface ReconcileInput {
  readonly writer: ChunkIndexWriter;
  readonly embedding: EmbeddingInUse;
  /** Whether a generation belongs to an attempt that is not finished: its rows are left alone. */
  readonly isInFlight: (generation: number) => boolean;
  readonly signal: AbortSignal;
  /** False: only compares. Default true. */
  readonly isRepairing?: boolean;
  readonly onProgress?: (done: number, total: number) => Promise<void> | void;
  /** Told how many passages were longer than the model takes, and were embedded in parts. */
  readonly onSplit?: (count: number) => void;
}

type Wanted = readonly [generation: number, active: ActiveGeneration];
type Survey = ReadonlyMap<number | null, ReadonlyMap<number, GenerationRows>>;

/** Rows of so many versions are made at once: what one waits for, the others fill, and they are written together. */
const versionsAtOnce = 16;

/**
 * Makes the index hold what SQL says, from SQL and blobs: the index is a cache. Texts that were embedded before come from
 * the embedding cache, so a rebuild costs no embedding.
 */
export async function reconcileIndex(deps: ReconcileDependencies, input: ReconcileInput): Promise<ReconcileOutcome> {
  const { writer, isRepairing = true } = input;
  const held = await surveyZones(writer);
  // Before SQL is asked: an attempt that ends in between is served by then, and wanted.
  const inFlight = new Set([...held.values()].flatMap((rows) => [...rows.keys()].filter(input.isInFlight)));
  const wanted = await deps.store.read.versions.activeGenerations();
  const differing = await findDiffering(writer, { held, wanted, hasVectors: input.embedding !== null });
  const strays = findStrays(held, wanted, inFlight);
  const differences = countDifferences(differing, strays);
  if (!isRepairing) return { differences, rebuilt: 0, removed: 0 };
  await removePartial(writer, differing);
  await writeAll(deps, input, differing);
  // Last: what moves from one table to another is found in one of them at any time.
  for (const [zoneKey, generations] of strays) {
    faultPoint('reconcile.before-strays');
    await writer.deleteGenerations([...generations.keys()], zoneKey);
    faultPoint('reconcile.after-strays');
  }
  return { differences, rebuilt: differing.length, removed: strays.values().reduce((sum, generations) => sum + generations.size, 0) };
}

async function surveyZones(writer: ChunkIndexWriter, generations?: readonly number[]): Promise<Survey> {
  const found = new Map<number | null, ReadonlyMap<number, GenerationRows>>([[null, await writer.survey(null, generations)]]);
  for (const zoneKey of await writer.listZones()) found.set(zoneKey, await writer.survey(zoneKey, generations));
  return found;
}

interface Differing {
  readonly generation: number;
  readonly active: ActiveGeneration;
  readonly rows: GenerationRows | undefined;
  readonly difference: 'missing' | 'unequal' | 'misplaced' | 'without-vector';
}

/**
 * What differs is looked at a second time: what was published between the survey and the question to SQL is there by then,
 * and must not be written twice.
 */
async function findDiffering(
  writer: ChunkIndexWriter,
  input: { readonly held: Survey; readonly wanted: ReadonlyMap<number, ActiveGeneration>; readonly hasVectors: boolean },
): Promise<readonly Differing[]> {
  const { held, wanted, hasVectors } = input;
  const differingIn = (survey: Survey, some: readonly Wanted[]) =>
    some.flatMap(([generation, active]): readonly Differing[] => {
      const rows = survey.get(active.zoneKey)?.get(generation);
      const difference = differenceOf(rows, active, hasVectors);
      return difference === null ? [] : [{ generation, active, rows, difference }];
    });
  const suspects = differingIn(held, [...wanted]);
  if (suspects.length === 0) return [];
  const again = await surveyZones(
    writer,
    suspects.map(({ generation }) => generation),
  );
  return differingIn(
    again,
    suspects.map(({ generation, active }) => [generation, active] as const),
  );
}

function differenceOf(rows: GenerationRows | undefined, active: ActiveGeneration, hasVectors: boolean): Differing['difference'] | null {
  if (rows === undefined) return active.chunkCount === 0 ? null : 'missing';
  if (rows.rowCount !== active.chunkCount || !rows.isGapless) return 'unequal';
  const isPlaced = isSubset(rows.policyKeys, active.policyKeys) && isSubset(rows.collectionKeys, active.collectionKeys);
  if (!isPlaced) return 'misplaced';
  return hasVectors && rows.withoutVector > 0 ? 'without-vector' : null;
}

function isSubset(some: ReadonlySet<number>, all: ReadonlySet<number>): boolean {
  return [...some].every((one) => all.has(one));
}

/** Generations with their rows, by table. */
type Strays = ReadonlyMap<number | null, ReadonlyMap<number, number>>;

function findStrays(held: Survey, wanted: ReadonlyMap<number, ActiveGeneration>, inFlight: ReadonlySet<number>): Strays {
  const strays = new Map<number | null, ReadonlyMap<number, number>>();
  for (const [zoneKey, rows] of held) {
    const here = [...rows].filter(([generation]) => wanted.get(generation)?.zoneKey !== zoneKey && !inFlight.has(generation));
    if (here.length > 0) strays.set(zoneKey, new Map(here.map(([generation, { rowCount }]) => [generation, rowCount])));
  }
  return strays;
}

function countDifferences(differing: readonly Differing[], strays: Strays): IndexDifferences {
  const sum = (difference: Differing['difference'], count: (one: Differing) => number) =>
    differing.filter((one) => one.difference === difference).reduce((total, one) => total + count(one), 0);
  const held = (one: Differing) => one.rows?.rowCount ?? 0;
  return {
    missingRows: sum('missing', ({ active }) => active.chunkCount),
    surplusRows: strays.values().reduce((total, generations) => total + generations.values().reduce((rows, count) => rows + count, 0), 0),
    unequalRows: sum('unequal', (one) => Math.max(1, Math.abs(held(one) - one.active.chunkCount))),
    misplacedRows: sum('misplaced', held),
    withoutVectorRows: sum('without-vector', ({ rows }) => rows?.withoutVector ?? 0),
    differingVersions: differing.length,
  };
}

async function removePartial(writer: ChunkIndexWriter, differing: readonly Differing[]): Promise<void> {
  const partial = Map.groupBy(
    differing.filter(({ rows }) => rows !== undefined),
    ({ active }) => active.zoneKey,
  );
  for (const [zoneKey, some] of partial)
    await writer.deleteGenerations(
      some.map(({ generation }) => generation),
      zoneKey,
    );
}

async function writeAll(deps: ReconcileDependencies, input: ReconcileInput, differing: readonly Differing[]): Promise<void> {
  const waiting = differing.values();
  let done = 0;
  const lane = async () => {
    for (const { generation, active } of waiting) {
      input.signal.throwIfAborted();
      faultPoint('reconcile.before-rows');
      await writeVersionAgain(deps, {
        versionId: active.versionId,
        generation,
        embedding: input.embedding,
        signal: input.signal,
        onSplit: input.onSplit,
      });
      faultPoint('reconcile.after-rows');
      done += 1;
      await input.onProgress?.(done, differing.length);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(versionsAtOnce, differing.length) }, lane));
  const failed = lanes.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
