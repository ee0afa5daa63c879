import {
  CarrelError,
  type Clock,
  type EmbeddingModel,
  type Logger,
  type RecordStore,
  type VersionId,
  type VersionLease,
  faultPoint,
} from '@carrel/core';
import { failureOf, ingestDocument, LeaseLostError, type IngestDependencies } from '@carrel/ingestion';
import type { LeaseWatch } from './lease-watch.ts';
import type { FanOutAppender } from './index-set/fan-out-appender.ts';
import type { EmbeddingReadiness } from './embedding-readiness.ts';
import type { Flow } from './flow/create-flow.ts';
import type { RowHandover } from './row-handover.ts';

/** Claims end on their own when a worker dies: the longest time that a document waits for another worker. */
export const leaseMs = 15_000;
const renewIntervalMs = 5_000;
/** Claims that ended without a word (the worker died): beyond this the document itself is taken to be the cause. */
const maxClaims = 15;

export interface VersionWorkerDependencies {
  readonly ingest: Omit<IngestDependencies, 'appender'>;
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly appender: Pick<FanOutAppender, 'begin' | 'settle'>;
  readonly handover: RowHandover;
  readonly leases: Pick<LeaseWatch, 'watch'>;
  readonly flow: Pick<Flow, 'gates'>;
}

/**
 * Works on one version under its lease: claims, renews while it works, and decides after a failure between another attempt
 * and `failed`. Resolves to false when somebody else had the version.
 */
export async function workOnVersion(
  deps: VersionWorkerDependencies,
  input: { readonly versionId: VersionId; readonly owner: string; readonly readiness: EmbeddingReadiness; readonly signal: AbortSignal },
): Promise<boolean> {
  const lease = await claim(deps, input);
  if (lease === null) return false;
  faultPoint('claim.after-commit');
  deps.appender.begin(lease.version.id);
  const startedMs = deps.clock.monotonicMs();
  const log = deps.logger.child({ versionId: lease.version.id, documentId: lease.version.documentId, attempt: lease.version.attempt });
  const lost = new AbortController();
  const signal = AbortSignal.any([input.signal, lost.signal]);
  const unwatch = deps.leases.watch(lease.version.id, () => lost.abort(new LeaseLostError('the next step: it was cancelled or deleted')));
  const renewal = setInterval(() => void renew(deps, lease, lost), renewIntervalMs);
  try {
    if (lease.version.attempt > maxClaims) throw new CarrelError('ATTEMPTS_EXHAUSTED');
    if (input.readiness.type === 'failed') throw input.readiness.error;
    const { embedding } = input.readiness;
    const appender = deps.handover.appenderFor({ versionId: lease.version.id, embeddingId: embedding?.id ?? null, signal });
    const parser = inOrder(deps, lease.queueOrder).parser;
    const model = embedding === null ? null : inOrder(deps, lease.queueOrder).model(embedding, signal);
    const outcome = await ingestDocument({ ...deps.ingest, parser, appender }, { lease, embedding: model, signal });
    log.info('document.published', { chunkCount: outcome.chunkCount, durationMs: Math.round(deps.clock.monotonicMs() - startedMs) });
  } catch (error) {
    await settleFailure(deps, { lease, error, isStopping: input.signal.aborted, isLost: lost.signal.aborted, log });
  } finally {
    clearInterval(renewal);
    unwatch();
    deps.appender.settle(lease.version.id);
  }
  return true;
}

/** Parser and model, behind the gates. */
function inOrder({ flow: { gates }, ingest }: VersionWorkerDependencies, order: number) {
  const parser: IngestDependencies['parser'] = {
    parse: (file) => gates.parsing.run(order, () => ingest.parser.parse(file), file.signal),
  };
  const model = (embedding: EmbeddingModel, signal: AbortSignal): EmbeddingModel => ({
    ...embedding,
    embed: (inputs, options) => gates.embedding.run(order, () => embedding.embed(inputs, options), signal),
  });
  return { parser, model };
}

/** The lease and the step to `parsing`, in one commit. Null when somebody else has the version. */
function claim(
  deps: VersionWorkerDependencies,
  input: { readonly versionId: VersionId; readonly owner: string },
): Promise<VersionLease | null> {
  return deps.store.transaction(async ({ versions }) => {
    const lease = await versions.claim(input.versionId, input.owner, deps.clock.nowMs(), leaseMs);
    if (lease === null) return null;
    const isDone = await versions.advance({ versionId: input.versionId, epoch: lease.epoch, from: 'stored', to: 'parsing' });
    faultPoint('claim.in-transaction');
    return isDone ? lease : null;
  });
}

async function renew(deps: VersionWorkerDependencies, lease: VersionLease, lost: AbortController): Promise<void> {
  try {
    const untilMs = deps.clock.nowMs() + leaseMs;
    const isHeld = await deps.store.transaction(({ versions }) => versions.renew(lease.version.id, lease.epoch, untilMs));
    if (!isHeld) lost.abort(new LeaseLostError('it could be renewed'));
  } catch (error) {
    deps.logger.error('lease.renewal-failed', error, { versionId: lease.version.id });
  }
}

async function settleFailure(
  deps: VersionWorkerDependencies,
  input: {
    readonly lease: VersionLease;
    readonly error: unknown;
    readonly isStopping: boolean;
    readonly isLost: boolean;
    readonly log: Logger;
  },
): Promise<void> {
  const { lease, error, log } = input;
  if (error instanceof LeaseLostError || input.isLost) {
    log.info('document.lease-lost');
    return;
  }
  if (input.isStopping) {
    await deps.store.transaction(({ versions }) => versions.release(lease.version.id, lease.epoch, deps.clock.nowMs()));
    return;
  }
  const isExhausted = lease.version.attempt > maxClaims;
  const number = isExhausted ? Number.POSITIVE_INFINITY : lease.version.attempt;
  const decision = failureOf(error, { number, nowMs: deps.clock.nowMs(), random: deps.random() });
  log.error('document.attempt-failed', error, { decision: decision.type });
  if (decision.type === 'try-again') {
    await deps.store.transaction(({ versions }) => versions.release(lease.version.id, lease.epoch, decision.notBeforeMs));
    faultPoint('retry-later.after-commit');
    return;
  }
  await deps.store.transaction(async (repositories) => {
    const current = await repositories.versions.find(lease.version.id);
    const document = await repositories.documents.find(lease.version.documentId);
    if (current === null || document === null) return;
    const isDone = await repositories.versions.advance({
      versionId: lease.version.id,
      epoch: lease.epoch,
      from: current.state,
      to: 'failed',
      result: { reason: decision.reason },
    });
    if (isDone) await deps.ingest.record.failed(repositories, { document, version: current, reason: decision.reason });
    faultPoint('fail.in-transaction');
  });
  faultPoint('fail.after-commit');
}
