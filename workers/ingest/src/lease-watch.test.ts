import { versionIdSchema } from '@carrel/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';
import { createLeaseWatch } from './lease-watch.ts';

const id = (number: number) => versionIdSchema.parse(`dv_${number.toString(16).padStart(32, '0')}`);
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function aWatch() {
  const held = new Set([id(1), id(2)]);
  let looks = 0;
  let during = () => {};
  const listHeld = async () => {
    looks += 1;
    const answer = new Set(held);
    during();
    return answer;
  };
  const store = { read: { versions: { listHeld } } };
  const { logger } = createRecordingLogger();
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this one method is called
    watch: createLeaseWatch({ store: store as never, logger }, { owner: 'worker' }),
    held,
    looks: () => looks,
    onLook: (work: () => void) => {
      during = work;
    },
  };
}

it('tells of a lease that was taken away within two seconds, once, and of no other', async () => {
  const { watch, held } = aWatch();
  const lost: number[] = [];
  const end = watch.watch(id(1), () => {
    lost.push(1);
    end();
  });
  watch.watch(id(2), () => lost.push(2));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(lost).toEqual([]);
  held.delete(id(1));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lost).toEqual([1]);
  watch.close();
});

it('does not look while nothing is being worked on', async () => {
  const { watch, looks } = aWatch();
  const end = watch.watch(id(1), () => {});
  await vi.advanceTimersByTimeAsync(1_500);
  end();
  const before = looks();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(looks() - before).toBeLessThanOrEqual(1);
  watch.close();
});

it('does not take what was claimed during a look to be lost', async () => {
  const { watch, held, onLook } = aWatch();
  const lost: number[] = [];
  watch.watch(id(1), () => lost.push(1));
  onLook(() => {
    onLook(() => {});
    held.add(id(3));
    watch.watch(id(3), () => lost.push(3));
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lost).toEqual([]);
  watch.close();
});
