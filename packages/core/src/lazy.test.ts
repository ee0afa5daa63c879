import { describe, expect, it } from 'vitest';
import { createLazy } from './lazy.ts';

describe('createLazy', () => {
  it('makes its value once, also for those who ask at the same time', async () => {
    let count = 0;
    const lazy = createLazy(() => Promise.resolve((count += 1)));
    expect(lazy.peek()).toBeNull();
    expect(await Promise.all([lazy.get(), lazy.get()])).toEqual([1, 1]);
    expect(await lazy.get()).toBe(1);
    expect(await lazy.peek()).toBe(1);
  });

  it('tries again after a failure, which all who waited are told', async () => {
    let count = 0;
    const lazy = createLazy(() => {
      count += 1;
      return count === 1 ? Promise.reject(new Error('no room')) : Promise.resolve(count);
    });
    const outcomes = await Promise.allSettled([lazy.get(), lazy.get()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(lazy.peek()).toBeNull();
    expect(await lazy.get()).toBe(2);
  });
});
