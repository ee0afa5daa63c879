import { faultPoint } from '@carrel/core';
import { type IndexManifest, writeDurableVersion } from './index-manifest.ts';
import { goBackTo, type OpenedTable } from './open-table.ts';
import type { OptimizeOrder } from './optimize-main.ts';
import { probeTable } from './probe-table.ts';
import { runOptimize } from './run-optimize.ts';
import type { TableDurability } from './table-durability.ts';

/** The table that is being written, whose commits are put on the disk. */
export interface DurableTable extends OpenedTable {
  /** To be called after each commit, before anybody is told of it. */
  commit(): Promise<void>;
  /** In a process of its own. A table that cannot be read afterwards goes back to what it was. */
  maintain(step: OptimizeOrder['step'], limits: { readonly maxMemoryBytes: number; readonly signal: AbortSignal }): Promise<void>;
  withManifest(manifest: IndexManifest): DurableTable;
}

export function createDurableTable(root: string, opened: OpenedTable, durability: TableDurability): DurableTable {
  const { manifest, table } = opened;

  async function commit(): Promise<void> {
    faultPoint('append.after-lance');
    await durability.syncNewFiles();
    faultPoint('append.after-sync');
    await writeDurableVersion(root, { table: manifest.table, version: await table.version() });
    faultPoint('append.after-durable');
  }

  return {
    manifest,
    table,
    commit,
    async maintain(step, limits) {
      const before = await table.version();
      try {
        faultPoint('optimize.before');
        await runOptimize({ root, table: manifest.table, step, maxMemoryBytes: limits.maxMemoryBytes }, limits.signal);
        faultPoint('optimize.after-child');
        await table.checkoutLatest();
        await probeTable(table, manifest.dimensions);
      } catch (error) {
        await goBackTo(table, before);
        await commit();
        throw error;
      }
      await commit();
      faultPoint('optimize.after');
    },
    withManifest: (changed) => createDurableTable(root, { manifest: changed, table }, durability),
  };
}
