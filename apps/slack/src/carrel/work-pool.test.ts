import { expect, test } from 'vitest';
import { createWorkPool } from './work-pool.ts';

test('does a few things at a time, in their order, and all of them, also after failures', async () => {
  const pool = createWorkPool({ atOnce: 2 });
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const works = Array.from({ length: 9 }, (_one, index) =>
    pool.run(async () => {
      begun.push(index);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      if (index % 3 === 0) throw new Error('failed');
      return index;
    }),
  );
  const ends = await Promise.allSettled(works);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(most).toBe(2);
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(3);
  expect(pool.size()).toBe(0);
});
