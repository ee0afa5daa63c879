import { statfs } from 'node:fs/promises';

/** How full the disk of the index is: below 15, 10 and 5 % free space less and less is kept on it. */
export type DiskLevel = 'roomy' | 'low' | 'short' | 'critical';

export interface DiskRoom {
  readonly freeBytes: number;
  readonly level: DiskLevel;
}

const levels = [
  ['critical', 0.05],
  ['short', 0.1],
  ['low', 0.15],
] as const satisfies readonly (readonly [DiskLevel, number])[];

export async function diskRoom(folder: string): Promise<DiskRoom> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, level: diskLevel(bavail / Math.max(1, blocks)) };
}

/** @param freeShare of the disk, 0…1. */
export function diskLevel(freeShare: number): DiskLevel {
  return levels.find(([, below]) => freeShare < below)?.[0] ?? 'roomy';
}

const minute = 60_000;

/**
 * How long old versions of the table stay, and how often they are looked for. A reader in another process may still be
 * reading a version that is not the newest; a search takes less than a second.
 */
export const pruning: Readonly<Record<DiskLevel, { readonly keepMs: number; readonly everyMs: number }>> = {
  roomy: { keepMs: 60 * minute, everyMs: 10 * minute },
  low: { keepMs: 10 * minute, everyMs: 2 * minute },
  short: { keepMs: 2 * minute, everyMs: minute },
  critical: { keepMs: minute, everyMs: minute },
};

const spareBytes = 256 * 2 ** 20;

/** Compacting writes the table once more beside the old files, and the search structures too. */
export function hasRoomToCompact({ freeBytes, level }: DiskRoom, indexBytes: number): boolean {
  return level !== 'critical' && freeBytes >= 2 * indexBytes + spareBytes;
}
