/**
 * Optimises a table in a process of its own: the work takes memory in proportion to the table (lancedb#2325), without a
 * bound that could be set, and a failure in native code must end neither the writer nor its other work.
 */
import { z } from 'zod';
import { loadLance } from './load-lance.ts';
import { optimizeTable, removeOldVersions } from './optimize-table.ts';

export const optimizeOrderSchema = z.object({
  root: z.string(),
  table: z.string(),
  step: z.discriminatedUnion('type', [
    z.object({ type: z.literal('optimize'), vectorIndexFromRows: z.int(), compressedFromRows: z.int() }),
    z.object({ type: z.literal('remove-old-versions'), olderThanMs: z.int() }),
  ]),
  maxMemoryBytes: z.int(),
});
export type OptimizeOrder = z.infer<typeof optimizeOrderSchema>;

/** Exit codes; 0 is done. */
export const exitOfTooMuchMemory = 3;
const watchIntervalMs = 100;

/** Only as a process of its own: the module is imported for its types, too. */
if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  process.once('disconnect', () => process.exit(1));
  process.once('message', (message) => void run(message));
}

async function run(message: unknown): Promise<void> {
  const order = optimizeOrderSchema.parse(message);
  const watchMemory = () => {
    if (process.memoryUsage.rss() > order.maxMemoryBytes) process.exit(exitOfTooMuchMemory);
  };
  watchMemory();
  setInterval(watchMemory, watchIntervalMs).unref();
  try {
    const { connect } = await loadLance();
    const table = await (await connect(order.root)).openTable(order.table);
    if (order.step.type === 'optimize') await optimizeTable(table, order.step);
    else await removeOldVersions(table, new Date(order.step.olderThanMs));
    process.send?.({ type: 'done' }, () => process.exit(0));
  } catch (error) {
    process.send?.({ type: 'failed', text: error instanceof Error ? error.message : String(error) }, () => process.exit(1));
  }
}
