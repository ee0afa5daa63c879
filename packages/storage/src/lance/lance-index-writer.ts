import type { ChunkIndexWriter, Clock, IndexModel, IndexRow, IndexSize } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { createLanceTableWriter, type LanceTableWriter, type LanceWriterOptions } from './lance-table-writer.ts';
import { listZones, zoneFolder } from './zone-folders.ts';

interface OpenIndex {
  readonly model: IndexModel;
  readonly isBuilding: boolean;
}

/**
 * Writes the LanceDB index in the folder `root`: the shared table, and a table of its own for each strict zone, made with
 * the first row that goes into it. The caller holds the writer's lease, and makes one call after the other.
 */
export function createLanceIndexWriter(
  { root, clock }: { readonly root: string; readonly clock: Clock },
  options: LanceWriterOptions = {},
): ChunkIndexWriter {
  const shared = createLanceTableWriter({ root, clock }, options);
  const zones = new Map<number, LanceTableWriter>();
  const upkeep = createUpkeep(shared, zones);
  let open: OpenIndex | null = null;

  const tableOf = async (zoneKey: number | null): Promise<LanceTableWriter> => {
    if (zoneKey === null) return shared;
    const known = zones.get(zoneKey);
    if (known !== undefined) return known;
    if (open === null) throw new CarrelError('INDEX_FAILED', { message: 'the index is not open' });
    const table = createLanceTableWriter({ root: zoneFolder(root, zoneKey), clock }, options);
    await table.open(open.model);
    if (!open.isBuilding) await table.markComplete();
    zones.set(zoneKey, table);
    return table;
  };

  return {
    async open(model) {
      const states = [await shared.open(model)];
      for (const zoneKey of await listZones(root)) {
        const table = zones.get(zoneKey) ?? createLanceTableWriter({ root: zoneFolder(root, zoneKey), clock }, options);
        zones.set(zoneKey, table);
        upkeep.noteOldVersions(table);
        states.push(await table.open(model));
      }
      const state = states.includes('rebuild-needed') ? 'rebuild-needed' : 'ready';
      open = { model, isBuilding: state === 'rebuild-needed' };
      return state;
    },

    async markComplete() {
      for (const table of [shared, ...zones.values()]) await table.markComplete();
      if (open !== null) open = { ...open, isBuilding: false };
    },

    async append(rows) {
      for (const [zoneKey, part] of byZone(rows)) {
        const table = await tableOf(zoneKey);
        upkeep.noteChange(table);
        await table.append(part);
      }
    },

    listZones: () => Promise.resolve([...zones.keys()]),

    survey: async (zoneKey = null, generations) => (await tableOf(zoneKey)).survey(generations),

    async deleteGenerations(generations, zoneKey = null) {
      const table = await tableOf(zoneKey);
      upkeep.noteChange(table);
      await table.deleteGenerations(generations);
    },

    optimize: upkeep.optimize,

    removeOldVersions: upkeep.removeOldVersions,

    measureRecall: (maxQueries) => shared.measureRecall(maxQueries),

    size: () => sizeOfAll([shared, ...zones.values()]),

    async close() {
      for (const table of [shared, ...zones.values()]) await table.close();
      open = null;
    },
  };
}

/** Which tables there is something to do for. The shared one is looked at each time. */
function createUpkeep(shared: LanceTableWriter, zones: ReadonlyMap<number, LanceTableWriter>) {
  /** Tables with rows that are not in the search structures yet. */
  const changed = new Set<LanceTableWriter>();
  /** Zones with versions that may be removed some time; after a start that is not known. */
  const unpruned = new Set<LanceTableWriter>();
  return {
    noteChange: (table: LanceTableWriter) => void changed.add(table),
    noteOldVersions: (table: LanceTableWriter) => void unpruned.add(table),
    async optimize(): Promise<void> {
      for (const table of [shared, ...zones.values()]) {
        if (table !== shared && !changed.has(table)) continue;
        await table.optimize();
        changed.delete(table);
        if (table !== shared) unpruned.add(table);
      }
    },
    async removeOldVersions(keepMs: number): Promise<void> {
      for (const table of [shared, ...unpruned]) {
        await table.removeOldVersions(keepMs);
        unpruned.delete(table);
      }
    },
  };
}

async function sizeOfAll(tables: readonly LanceTableWriter[]): Promise<IndexSize> {
  const sizes = await Promise.all(tables.map((table) => table.size()));
  const sum = (key: keyof IndexSize) => sizes.reduce((total, size) => total + size[key], 0);
  return { versionCount: sum('versionCount'), sizeBytes: sum('sizeBytes') };
}

function byZone(rows: readonly IndexRow[]): ReadonlyMap<number | null, readonly IndexRow[]> {
  return Map.groupBy(rows, (row) => row.zoneKey ?? null);
}
