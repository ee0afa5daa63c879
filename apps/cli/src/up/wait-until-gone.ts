import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for the processes of an instance whose supervisor was killed: they leave by themselves within two seconds, and hold
 * sockets until then. A number that belongs to another process by now costs the wait and nothing else.
 */
export async function waitUntilGone(pids: readonly number[], timeoutMs = 3_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (pids.some(isAlive) && performance.now() < deadline) await sleep(50);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
