import { readFile } from 'node:fs/promises';

const intervalMs = 50;

/**
 * Calls back once when the process has used more memory than allowed at any time (`VmHWM`, so that a peak between two
 * looks is not missed). Where there is no `/proc`, only the limit of the JavaScript heap holds.
 * @returns stops watching.
 */
export function watchMemory(pid: number, maxBytes: number, onExceeded: () => void): () => void {
  if (process.platform !== 'linux') return () => {};
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    clearInterval(timer);
  };
  const look = async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const peakKib = Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1] ?? 0);
    if (isStopped || peakKib * 1024 <= maxBytes) return;
    stop();
    onExceeded();
  };
  const timer = setInterval(() => void look(), intervalMs);
  timer.unref();
  return stop;
}
