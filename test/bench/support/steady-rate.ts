/**
 * Begins one piece of work after the other at a steady rate, whether or not those before have ended, as people do.
 * @param perSecond how many begin in a second.
 * @returns for each the milliseconds from when it was due until it ended: work that had to wait does not look quick.
 */
export async function atRate(works: readonly (() => Promise<void>)[], perSecond: number): Promise<readonly number[]> {
  const startedMs = performance.now();
  return Promise.all(
    works.map(async (work, index) => {
      const dueMs = (index * 1_000) / perSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedMs + dueMs - performance.now())));
      await work();
      return performance.now() - startedMs - dueMs;
    }),
  );
}
