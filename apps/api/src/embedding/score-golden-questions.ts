import {
  type Actor,
  type Clock,
  type EmbeddingGate,
  type EmbeddingIndex,
  type EmbeddingModelSource,
  gateRefusal,
  type GoldenQuestion,
  type Logger,
  type Passage,
  type RecordStore,
  systemActor,
  type UserId,
} from '@carrel/core';
import type { AuditTrail } from '@carrel/audit';
import { createRetrieval } from '@carrel/retrieval';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServingIndex } from './serving-index.ts';

export interface GoldenDeps {
  readonly store: RecordStore;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly serving: Pick<ServingIndex, 'readerOf'>;
  readonly embeddingOf: (setting: string) => EmbeddingModelSource;
  readonly clock: Clock;
  readonly logger: Logger;
}

const pollMs = 1_000;
const depth = 10;
const leaseName = 'golden-questions';
const leaseMs = 60_000;

/** Looks every second whether golden questions wait to be asked. */
export function runGoldenScoring(deps: GoldenDeps, owner: string): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await scoreGoldenQuestions(deps, owner, stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) deps.logger.error('index.scoring-failed', error);
      });
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * Asks the golden questions of a new index and of the one that serves, as whoever began the change, and lets the new one go on
 * when it does no worse. One process does it at a time. Nothing but two figures is kept.
 */
async function scoreGoldenQuestions(deps: GoldenDeps, owner: string, signal: AbortSignal): Promise<void> {
  const { store, audit, clock } = deps;
  const indexes = await store.read.embeddingIndexes.listOpen();
  const next = indexes.find((index) => index.state === 'scoring');
  const serving = indexes.find((index) => index.state === 'serving');
  if (next?.golden === null || next === undefined || next.gate === null || next.createdBy === null || serving === undefined) return;
  if ((await store.read.leases.acquire(leaseName, owner, clock.nowMs(), leaseMs)) === null) return;
  const { golden, gate, createdBy } = next;
  const before = await shareFound(deps, { index: serving, golden, askedBy: createdBy, signal });
  const after = await shareFound(deps, { index: next, golden, askedBy: createdBy, signal });
  const scored: EmbeddingGate = { ...gate, golden: { questions: golden.length, before, after } };
  const isRefused = gateRefusal(scored) !== null;
  await store.transaction(async (repositories) => {
    const change = isRefused ? ({ state: 'dropping', end: 'refused', gate: scored } as const) : ({ state: 'ready', gate: scored } as const);
    const isDone = await repositories.embeddingIndexes.update(next.id, ['scoring'], change);
    if (isDone && isRefused)
      await audit.record(repositories, systemActor('api', next.id), { type: 'index.ended', index: next.id, reason: 'refused' });
  });
}

async function shareFound(
  deps: GoldenDeps,
  input: {
    readonly index: EmbeddingIndex;
    readonly golden: readonly GoldenQuestion[];
    readonly askedBy: UserId;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const { index, golden, signal } = input;
  const retrieval = createRetrieval(
    {
      index: deps.serving.readerOf(index),
      embeddingModels: deps.embeddingOf(index.setting),
      store: deps.store,
      clock: deps.clock,
      logger: deps.logger,
    },
    { indexId: index.id },
  );
  const actor = actorFor(input.askedBy, index.id);
  let found = 0;
  for (const { question, evidence } of golden) {
    signal.throwIfAborted();
    const { passages } = await retrieval.retrieve({ actor, query: question, mode: 'hybrid', limit: depth, signal });
    if (passages.some((passage) => evidence.some((one) => isEvidence(passage, one)))) found += 1;
  }
  return golden.length === 0 ? 1 : found / golden.length;
}

function actorFor(userId: UserId, requestId: string): Actor {
  const principal = { kind: 'user', userId } as const;
  return { principal, audience: [principal], roles: ['admin'], channel: 'system', authentication: { method: 'process' }, requestId };
}

function isEvidence(passage: Passage, { file, quote }: GoldenQuestion['evidence'][number]): boolean {
  const isFile = passage.path === file || passage.path.endsWith(`/${file}`);
  return isFile && (quote === undefined || normalised(passage.text).includes(normalised(quote)));
}

function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}
