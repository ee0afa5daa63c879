import type { Authorized } from '@carrel/access';
import type { Passage } from '@carrel/core';
import type { RetrievalResult } from '@carrel/retrieval';
import type { AnswerDeps, AskRequest } from '../ask-request.ts';
import { selectContext } from '../context/select-context.ts';
import { searchQuery } from '../question/search-query.ts';

export interface FoundPassages {
  readonly searchQuery: string;
  /** What the answer may rest on, best first: retrieved, gated, without repetitions. */
  readonly context: readonly Authorized<Passage>[];
  readonly retrieval: RetrievalResult;
  readonly retrieveMs: number;
}

/** How many passages are asked for, for one that can be used: repeated texts and long documents fall away. */
const retrievedPerUsed = 3;
const maxRetrieved = 200;

/** Retrieves, and gates again at the moment of use: only what the gate lets through can enter a prompt or a quotation. */
export async function findPassages(
  deps: Pick<AnswerDeps, 'retrieve' | 'gatePassages' | 'clock'>,
  request: AskRequest,
): Promise<FoundPassages> {
  const { actor, settings, signal, collectionIds } = request;
  const startedMs = deps.clock.monotonicMs();
  const query = searchQuery(
    request.question,
    request.history.map((turn) => turn.question),
  );
  const limit = Math.min(maxRetrieved, settings.maxPassages * retrievedPerUsed);
  const retrieval = await deps.retrieve({
    actor,
    query,
    mode: 'hybrid',
    limit,
    signal,
    ...(collectionIds === undefined ? {} : { collectionIds }),
  });
  const gated = await deps.gatePassages(actor, retrieval.passages);
  return {
    searchQuery: query,
    context: selectContext(gated, settings),
    retrieval,
    retrieveMs: Math.round(deps.clock.monotonicMs() - startedMs),
  };
}
