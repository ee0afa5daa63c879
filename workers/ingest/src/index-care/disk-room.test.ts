import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { diskLevel, diskRoom, hasRoomToCompact, pruning } from './disk-room.ts';

it('keeps fewer old versions the fuller the disk is', () => {
  expect([0.5, 0.15, 0.149, 0.1, 0.099, 0.05, 0.049, 0].map(diskLevel)).toEqual([
    'roomy',
    'roomy',
    'low',
    'low',
    'short',
    'short',
    'critical',
    'critical',
  ]);
  const kept = (['roomy', 'low', 'short', 'critical'] as const).map((level) => pruning[level].keepMs);
  expect(kept).toEqual(kept.toSorted((a, b) => b - a));
  // A search may still be reading a version that is not the newest.
  expect(Math.min(...kept)).toBeGreaterThanOrEqual(60_000);
});

it('compacts only where the table fits onto the disk once more, with its search structures', () => {
  const gibibyte = 2 ** 30;
  expect(hasRoomToCompact({ level: 'low', freeBytes: 3 * gibibyte }, gibibyte)).toBe(true);
  expect(hasRoomToCompact({ level: 'low', freeBytes: 2 * gibibyte }, gibibyte)).toBe(false);
  expect(hasRoomToCompact({ level: 'critical', freeBytes: 100 * gibibyte }, 1)).toBe(false);
});

it('measures the disk of a folder', async () => {
  const { freeBytes, level } = await diskRoom(tmpdir());
  expect(freeBytes).toBeGreaterThan(0);
  expect(Object.keys(pruning)).toContain(level);
});
