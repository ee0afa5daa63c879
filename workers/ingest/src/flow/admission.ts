import type { QueueLane } from '@carrel/core';

/** A version that could be begun, or is being worked on. */
export interface WorkFacts {
  readonly sizeBytes: number;
  readonly lane: QueueLane;
}

export interface AdmissionLimits {
  /** Versions in work at once. */
  readonly versions: number;
  /** What they may take in memory together, by `workBytes`. */
  readonly bytes: number;
}

const fixedBytes = 512 * 1024;
/** No more text than this is taken from a file, whatever its size. */
const mostTextBytes = 20 * 1024 * 1024;
/** Text, its pieces and their rows lie in memory side by side until they are written. */
const copies = 3;
/** Kept free of folders, so that an upload need not wait for the end of a long document. */
const interactiveShare = 0.25;

/** About what work on a file takes in the memory of this process; a parser has its own limit in its own process. */
export function workBytes(sizeBytes: number): number {
  return fixedBytes + copies * Math.min(sizeBytes, mostTextBytes);
}

/**
 * Whether the version that is first in the order may be begun beside those that are being worked on. One alone always may: a
 * file larger than the limit is worked on by itself.
 */
export function mayBegin(next: WorkFacts, running: readonly WorkFacts[], limits: AdmissionLimits): boolean {
  if (running.length === 0) return true;
  const bytes = running.reduce((sum, { sizeBytes }) => sum + workBytes(sizeBytes), workBytes(next.sizeBytes));
  if (next.lane === 'interactive') return running.length < limits.versions && bytes <= limits.bytes;
  const reserved = Math.min(limits.versions - 1, Math.ceil(limits.versions * interactiveShare));
  return running.length < limits.versions - reserved && bytes <= limits.bytes * (1 - interactiveShare);
}
