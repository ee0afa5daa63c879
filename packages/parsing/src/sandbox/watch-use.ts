import { readFile } from 'node:fs/promises';

export interface UseLimits {
  /** Resident memory of one process. */
  readonly memoryBytes: number;
  /** Processor time, of all threads together. */
  readonly cpuMs: number;
}

export interface UseWatch {
  /** What was used so far does not count any more: another piece of work begins. */
  restart(): void;
  stop(): void;
}

const intervalMs = 50;
/** `USER_HZ`, the unit of times in `/proc`: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/**
 * Calls back once when the process, or one that it started (a wrapper keeps its own id), has used more than allowed:
 * memory at any time (`VmHWM`, so that a peak between two looks is not missed), or processor time since the last restart.
 * Where there is no `/proc`, only the limits of the JavaScript heap and of time hold.
 */
export function watchUse(pid: number, limits: UseLimits, onExceeded: (limit: keyof UseLimits) => void): UseWatch {
  if (process.platform !== 'linux') return { restart: () => {}, stop: () => {} };
  let isStopped = false;
  let usedBefore: number | null = null;
  const stop = () => {
    isStopped = true;
    clearInterval(timer);
  };
  const look = async () => {
    const { peakBytes, cpuMs } = await useOf(pid);
    if (isStopped) return;
    usedBefore ??= cpuMs;
    const exceeded = peakBytes > limits.memoryBytes ? 'memoryBytes' : cpuMs - usedBefore > limits.cpuMs ? 'cpuMs' : null;
    if (exceeded === null) return;
    stop();
    onExceeded(exceeded);
  };
  const timer = setInterval(() => void look(), intervalMs);
  timer.unref();
  const restart = () => {
    usedBefore = null;
  };
  void look();
  return { restart, stop };
}

interface Use {
  readonly peakBytes: number;
  readonly cpuMs: number;
}

async function useOf(pid: number): Promise<Use> {
  const [status, stat, children] = await Promise.all(
    [`/proc/${pid}/status`, `/proc/${pid}/stat`, `/proc/${pid}/task/${pid}/children`].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const peakBytes = Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status ?? '')?.[1] ?? 0) * 1024;
  // After the name, which may hold anything: state is field 3, user and system time are 14 and 15.
  const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
  const own = { peakBytes, cpuMs: ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1000) / ticksPerSecond };
  const uses = await Promise.all((children ?? '').split(' ').filter(Boolean).map(Number).map(useOf));
  return {
    peakBytes: Math.max(own.peakBytes, ...uses.map((use) => use.peakBytes)),
    cpuMs: uses.reduce((sum, use) => sum + use.cpuMs, own.cpuMs),
  };
}
