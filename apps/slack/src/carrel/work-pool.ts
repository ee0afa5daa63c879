/** Work that is done a few at a time, in the order in which it came. Nothing is turned away: what waits, waits. */
export interface WorkPool {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Running and waiting. */
  size(): number;
}

export function createWorkPool({ atOnce }: { readonly atOnce: number }): WorkPool {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(work) {
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        // The place goes to the next one directly, so that nobody slips in between.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
    size: () => running + waiting.length,
  };
}
