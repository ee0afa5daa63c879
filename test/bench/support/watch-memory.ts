import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, processTree } from './process-memory.ts';

const lookMs = 500;
const pageBytes = 4_096;

/** Looks at all processes below one, twice a second; gives the highest resident memory of one process, by workspace. */
export function watchMemory(rootPid: number): { stop(): Promise<ReadonlyMap<string, number>> } {
  const peaks = new Map<string, number>();
  let isStopped = false;
  const ended = (async () => {
    while (!isStopped) {
      for (const pid of await processTree(rootPid)) {
        const entry = /(?:apps|workers|packages)\/[\w-]+/.exec(await commandLine(pid))?.[0];
        if (entry === undefined || pid === rootPid) continue;
        const bytes = Number((await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0')).split(' ')[1]) * pageBytes;
        peaks.set(entry, Math.max(peaks.get(entry) ?? 0, bytes));
      }
      await sleep(lookMs);
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await ended;
      return peaks;
    },
  };
}
