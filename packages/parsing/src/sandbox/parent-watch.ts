import { workerData } from 'node:worker_threads';

/** How often the child looks whether its parent is still there. */
const intervalMs = 500;

// A parser in an endless loop hears nothing; this thread does. When the parent is gone the process gets another one.
const parentPid: unknown = workerData;
setInterval(() => {
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
}, intervalMs);
