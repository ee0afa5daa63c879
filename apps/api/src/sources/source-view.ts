import type { SourceDetailView, SourceView } from '@carrel/contract';
import type { ErrorCode, RecordStore, SourceFailure, SourceRun, SourceState } from '@carrel/core';
import { CarrelError, errorCatalogue } from '@carrel/core';

/** A source as the contract shows it. */
export async function sourceView({ read }: Pick<RecordStore, 'read'>, state: SourceState): Promise<SourceView> {
  const { source } = state;
  const [collection, documents] = await Promise.all([read.collections.find(source.collectionId), read.sources.countDocuments(source.id)]);
  if (collection === null) throw new CarrelError('NOT_FOUND', { message: 'the collection of the source is gone' });
  return {
    id: source.id,
    kind: source.kind,
    name: source.name,
    path: source.location,
    collectionId: source.collectionId,
    collectionName: collection.name,
    policyId: source.policyId,
    ignore: [...source.ignore],
    state: source.isPaused ? 'paused' : 'active',
    documents,
    lastRun: state.lastRun === null ? null : runView(state.lastRun),
    nextRunAt: state.nextRunMs === null ? null : new Date(state.nextRunMs).toISOString(),
    createdAt: source.createdAt,
  };
}

export function failureViews(failures: readonly SourceFailure[]): SourceDetailView['failures'] {
  return failures.map(({ path, documentId, code }) => ({ path, documentId, reason: reasonView(code) }));
}

function runView({ added, warning, ...run }: SourceRun): NonNullable<SourceView['lastRun']> {
  return { ...run, new: added, warning: warning === null ? null : reasonView(warning) };
}

function reasonView(code: ErrorCode) {
  const { text, isRetryable } = errorCatalogue[code];
  return { code, text, isRetryable };
}
