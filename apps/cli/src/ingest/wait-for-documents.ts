import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrelClient, DocumentView } from '@carrel/contract';
import { ProblemError, routes } from '@carrel/contract';
import { isTerminalState, versionStates } from '@carrel/core';
import { retryPassingFailure } from './retry-passing-failure.ts';

const minimumPollMs = 300;
/** A look at thousands of documents costs the server something: it gets one twentieth of the time, the documents the rest. */
const lookShare = 19;
const pageSize = 200;
const statesOfWork = versionStates.filter((state) => !isTerminalState(state));

export interface WaitOptions {
  readonly client: CarrelClient;
  readonly collectionId: string;
  readonly signal: AbortSignal;
  /** Called once for each document, when its newest version has reached its end. Null: it was deleted meanwhile. */
  readonly onDone: (documentId: string, document: DocumentView | null) => void;
  /** Called after each look. */
  readonly onLook?: () => void;
}

/**
 * Waits until documents have reached an end state. Looks at the list of those in work, and asks for each that is no longer
 * in it; the time between two looks grows with the time that a look takes.
 *
 * @param documentIds the documents to wait for: `onDone` takes one out, an upload that goes on may add some.
 * @param isComplete whether none will be added any more.
 */
export async function waitForDocuments(
  documentIds: () => Iterable<string>,
  isComplete: () => boolean,
  options: WaitOptions,
): Promise<void> {
  for (;;) {
    options.signal.throwIfAborted();
    const startMs = performance.now();
    // Asked before the look: what is added during it is for the next one.
    const isLast = isComplete();
    const waiting = [...documentIds()];
    const inWork = waiting.length === 0 ? new Set() : await idsInWork(options);
    for (const id of waiting.filter((one) => !inWork.has(one))) {
      const document = await findDocument(options, id);
      if (document === null || isTerminalState(document.state)) options.onDone(id, document);
    }
    options.onLook?.();
    if (isLast && [...documentIds()].length === 0) return;
    await sleep(Math.max(minimumPollMs, lookShare * (performance.now() - startMs)), undefined, { signal: options.signal });
  }
}

async function idsInWork({ client, collectionId, signal }: WaitOptions): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let cursor: string | undefined;
  do {
    const query = { limit: pageSize, collectionId: [collectionId], state: statesOfWork, ...(cursor !== undefined && { cursor }) };
    const page = await retryPassingFailure(() => client.call(routes.listDocuments, { query, signal }), signal);
    for (const document of page.items) ids.add(document.id);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

async function findDocument({ client, signal }: WaitOptions, id: string): Promise<DocumentView | null> {
  try {
    return await retryPassingFailure(() => client.call(routes.getDocument, { params: { id }, signal }), signal);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return null;
    throw error;
  }
}
