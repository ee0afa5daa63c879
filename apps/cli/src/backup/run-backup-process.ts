import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CarrelError, errorCodeSchema } from '@carrel/core';
import { environmentFor } from '@carrel/runtime';
import { z } from 'zod';
import type { CliContext } from '../cli-context.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { ProgressBar } from '../output/progress-bar.ts';

/** What is read of the manifest of a backup. */
const manifestSchema = z.object({
  version: z.string(),
  createdAt: z.string(),
  log: z.array(z.object({ shard: z.int(), size: z.int(), lastLeafHash: z.string() })),
  rows: z.record(z.string(), z.int()),
  damagedBlobs: z.array(z.string()),
  keys: z.array(z.string()),
  files: z.array(z.object({ path: z.string() })),
});

export const backupResultSchema = z.object({ manifest: manifestSchema, manifestSha256: z.string(), sizeBytes: z.int() });
export const restoreResultSchema = z.object({
  manifest: manifestSchema,
  manifestSha256: z.string(),
  replacedTo: z.string().nullable(),
  journal: z.object({ state: z.enum(['same', 'replayed', 'missing', 'behind', 'gap']), entryCount: z.int() }).nullable(),
  journalMovedTo: z.string().nullable(),
  block: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type RestoredJournal = NonNullable<z.infer<typeof restoreResultSchema>['journal']>;
export type BackupManifest = z.infer<typeof manifestSchema>;

const lineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), stage: z.enum(['checking', 'records', 'files']), done: z.number(), total: z.number() }),
  z.object({ kind: z.literal('result'), result: z.unknown() }),
  z.object({ kind: z.literal('error'), code: errorCodeSchema, message: z.string() }),
]);

const entry = fileURLToPath(new URL('../../../../workers/backup/src/main.ts', import.meta.url));

/**
 * Runs `workers/backup`, which works on the data folder beside whatever else does, and shows how far it is.
 * @throws the error that it ended with.
 */
export async function runBackupProcess<Result>(
  { environment, terminal }: CliContext,
  args: readonly string[],
  { schema, signal }: { readonly schema: z.ZodType<Result>; readonly signal: AbortSignal },
): Promise<Result> {
  const child = spawn(process.execPath, [entry, ...args], {
    env: environmentFor('backup', environment),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const ended = once(child, 'exit');
  const bars = new Map<string, ProgressBar>();
  let result: unknown;
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = lineSchema.parse(JSON.parse(text));
      if (line.kind === 'error') throw new CarrelError(line.code, { message: line.message });
      if (line.kind === 'result') result = line.result;
      else {
        const bar = bars.get(line.stage) ?? createProgressBar(terminal, line.stage, line.total);
        bars.set(line.stage, bar);
        bar.update(line.done);
      }
    }
    await ended;
    signal.throwIfAborted();
    return schema.parse(result);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    for (const bar of bars.values()) bar.stop();
  }
}
