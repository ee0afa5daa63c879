import type { Clock, Logger, RecordStore } from '@carrel/core';
import type { AdmissionLimits } from './admission.ts';
import { createYielding, type Yielding } from './create-yielding.ts';
import { createFairGate, type FairGate } from './fair-gate.ts';
import { createWorkInHand, type WorkInHand } from './work-in-hand.ts';

/** How much is done at once, and what goes first. */
export interface Flow {
  readonly work: WorkInHand;
  readonly yielding: Yielding;
  /** What many versions want at once is given to the one that is first in the order of work. */
  readonly gates: { readonly parsing: FairGate; readonly embedding: FairGate };
  readonly limits: AdmissionLimits;
}

/**
 * Many more versions than cores: rows are written in batches that take a few hundred milliseconds to be durable, and while
 * some versions wait for that, others are parsed, counted and embedded.
 */
const versionsPerCore = 16;
/** What all versions in work may take in this process together; what a parser takes is limited where it runs. */
const workMemoryBytes = 128 * 1024 * 1024;
/** Calls to the embedding model under way: some are computed while the next are on their way. Calls of small documents are small. */
const embeddingCallsPerCore = 4;

export function createFlow(
  deps: { readonly store: RecordStore; readonly clock: Clock; readonly logger: Logger },
  options: { readonly cores: number; readonly parsers: number; readonly versions: number | null; readonly signal: AbortSignal },
): Flow & { readonly ended: Promise<void> } {
  const { cores, parsers } = options;
  const work = createWorkInHand();
  const yielding = createYielding({ ...deps, isBusy: () => work.facts().length > 0 }, options.signal);
  return {
    work,
    yielding,
    gates: {
      parsing: createFairGate(() => Math.floor(parsers * yielding.share())),
      embedding: createFairGate(() => Math.floor(cores * embeddingCallsPerCore * yielding.share())),
    },
    limits: { versions: options.versions ?? cores * versionsPerCore, bytes: workMemoryBytes },
    ended: yielding.ended,
  };
}
