import type { VersionId } from '@carrel/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkFacts } from './admission.ts';

/** The versions that this process is working on. */
export interface WorkInHand {
  facts(): readonly WorkFacts[];
  has(versionId: VersionId): boolean;
  add(versionId: VersionId, facts: WorkFacts, ended: Promise<void>): void;
  /** Until one of them has ended, or for so long. */
  next(timeoutMs: number): Promise<void>;
  all(): Promise<void>;
}

export function createWorkInHand(): WorkInHand {
  const running = new Map<VersionId, { readonly facts: WorkFacts; readonly ended: Promise<void> }>();
  return {
    facts: () => [...running.values()].map(({ facts }) => facts),
    has: (versionId) => running.has(versionId),
    add: (versionId, facts, ended) => void running.set(versionId, { facts, ended: ended.finally(() => running.delete(versionId)) }),
    async next(timeoutMs) {
      const over = new AbortController();
      const timer = sleep(timeoutMs, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([...[...running.values()].map(({ ended }) => ended), timer]);
      over.abort();
    },
    all: async () => void (await Promise.allSettled([...running.values()].map(({ ended }) => ended))),
  };
}
