import { CarrelError } from '@carrel/core';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { writeFailure } from './lance-failure.ts';
import { exitOfTooMuchMemory, type OptimizeOrder } from './optimize-main.ts';

const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('failed'), text: z.string() }),
]);

/** Runs `optimize-main.ts` and waits for its end. @throws INDEX_FAILED, DISK_FULL; the signal's reason when it aborts. */
export function runOptimize(order: OptimizeOrder, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./optimize-main.ts', import.meta.url)), {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      signal,
      killSignal: 'SIGKILL',
    });
    let failure: CarrelError | null = null;
    let isDone = false;
    child.once('message', (message) => {
      const reply = replySchema.parse(message);
      if (reply.type === 'done') isDone = true;
      else failure = writeFailure(new Error(reply.text));
    });
    child.once('error', (error) => reject(signal.aborted ? reasonOf(signal) : writeFailure(error)));
    child.once('close', (exitCode, exitSignal) => {
      if (isDone) resolve();
      else reject(signal.aborted ? reasonOf(signal) : (failure ?? ended(exitCode, exitSignal, order)));
    });
    child.send(order);
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}

function ended(exitCode: number | null, exitSignal: string | null, order: OptimizeOrder): CarrelError {
  const why =
    exitCode === exitOfTooMuchMemory
      ? `it took more than ${Math.round(order.maxMemoryBytes / 2 ** 20)} MiB of memory`
      : `its process ended (${exitSignal ?? exitCode ?? 'unknown'})`;
  return new CarrelError('INDEX_FAILED', { message: `the index was not optimised: ${why}` });
}
