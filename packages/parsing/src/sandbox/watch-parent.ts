import { Worker } from 'node:worker_threads';

const intervalMs = 500;

/**
 * Ends this process when its parent dies, even while a parser keeps it busy: a thread looks at the parent's id, which
 * changes when the system gives the orphan to another. For systems that cannot send a signal then by themselves.
 */
export function watchParent(parentPid: number): void {
  const thread = new Worker(
    `const { workerData } = require('node:worker_threads');
     setInterval(() => { if (process.ppid !== workerData.parentPid) process.kill(process.pid, 'SIGKILL'); }, workerData.intervalMs);`,
    { eval: true, workerData: { parentPid, intervalMs } },
  );
  thread.unref();
}
