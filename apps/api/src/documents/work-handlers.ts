import { routes } from '@carrel/contract';
import type { DocumentFilter, DocumentWithVersion, Repositories, VersionId } from '@carrel/core';
import { CarrelError, collectionIdSchema, documentIdSchema, isoTime, isTerminalState, versionStates } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { mayCurate, requireCurator } from '../rights/require-curator.ts';
import type { DocumentDeps } from './document-handlers.ts';
import { documentView } from './document-view.ts';

type WorkDeps = Omit<DocumentDeps, 'blobs'>;
type Act = 'retry' | 'cancel';

/** So many documents are changed in one transaction; others can write in between. */
const batchSize = 100;
const openStates = versionStates.filter((state) => !isTerminalState(state));

/** Cancelling and retrying, of one document and of all that are meant. */
export function createWorkHandlers(deps: WorkDeps): readonly BoundRoute[] {
  const one = async (caller: Caller, id: string, act: Act) => {
    const found = await deps.access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, id));
    const isDone = await deps.store.transaction(async (transaction) => {
      await requireCurator(transaction, deps.clock, { caller, place: found.document });
      return change(transaction, deps, { caller, found, act });
    });
    if (!isDone)
      throw new CarrelError('CONFLICT', { message: act === 'retry' ? 'expected a failed version' : 'expected a version in work' });
    if (act === 'retry') await deps.queue.announce([found.newestVersion.id]);
    return documentView(await deps.access.readableDocument(caller.actor, found.document.id));
  };
  return [
    handle(routes.retryDocument, ({ caller, params }) => one(caller, params.id, 'retry')),
    handle(routes.cancelDocument, ({ caller, params }) => one(caller, params.id, 'cancel')),
    handle(routes.retryDocuments, async ({ caller, body }) => {
      const filter = { ...filterOf(body), states: ['failed'] as const, ...(body.reason !== undefined && { reasons: body.reason }) };
      return { count: await changeAll(deps, caller, { act: 'retry', filter }) };
    }),
    handle(routes.cancelDocuments, async ({ caller, body }) => ({
      count: await changeAll(deps, caller, { act: 'cancel', filter: { ...filterOf(body), states: openStates } }),
    })),
  ];
}

function filterOf(body: { readonly collectionId?: string | undefined; readonly text?: string | undefined }): DocumentFilter {
  return {
    ...(body.collectionId !== undefined && { collectionIds: [idOrNotFound(collectionIdSchema, body.collectionId)] }),
    ...(body.text !== undefined && body.text !== '' && { text: body.text }),
  };
}

/** Does it to each document of the filter that the caller may change. Gives how many there were. */
async function changeAll(
  deps: WorkDeps,
  caller: Caller,
  { act, filter }: { readonly act: Act; readonly filter: DocumentFilter },
): Promise<number> {
  const meant = await listAll(deps, caller, filter);
  const possible = meant.filter(({ newestVersion }) => act === 'cancel' || newestVersion.reason?.isRetryable === true);
  let count = 0;
  for (let start = 0; start < possible.length; start += batchSize) {
    const changed = await deps.store.transaction(async (transaction) => {
      const ids: VersionId[] = [];
      for (const found of possible.slice(start, start + batchSize)) {
        if (!(await mayCurate(transaction, deps.clock, { caller, place: found.document }))) continue;
        if (await change(transaction, deps, { caller, found, act })) ids.push(found.newestVersion.id);
      }
      return ids;
    });
    if (act === 'retry') await deps.queue.announce(changed);
    count += changed.length;
  }
  return count;
}

/** The whole list before anything is changed: what is changed moves to its front. */
async function listAll({ store, clock }: WorkDeps, caller: Caller, filter: DocumentFilter): Promise<readonly DocumentWithVersion[]> {
  const listed: DocumentWithVersion[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly limit: number; readonly cursor?: string } = { limit: batchSize, ...(cursor !== null && { cursor }) };
    const found = await store.read.documents.listReadable(filter, page, [caller.userId], isoTime(clock));
    listed.push(...found.items);
    cursor = found.nextCursor;
  } while (cursor !== null);
  return listed;
}

/** With its event. False when the version has moved on in the meantime. */
async function change(
  transaction: Repositories,
  { audit }: Pick<WorkDeps, 'audit'>,
  { caller, found, act }: { readonly caller: Caller; readonly found: DocumentWithVersion; readonly act: Act },
): Promise<boolean> {
  const { id: versionId, documentId, attempt } = found.newestVersion;
  const isDone = act === 'retry' ? await transaction.versions.retry(versionId) : await transaction.versions.cancel(versionId);
  if (!isDone) return false;
  const subject = { documentId, versionId };
  await audit.record(
    transaction,
    caller.actor,
    act === 'retry' ? { type: 'document.retried', ...subject } : { type: 'document.failed', ...subject, code: 'CANCELLED', attempt },
  );
  return true;
}
