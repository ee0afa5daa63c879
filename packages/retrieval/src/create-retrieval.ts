import {
  CarrelError,
  type ChunkIndexReader,
  type Clock,
  type EmbeddingModelSource,
  isoTime,
  type Logger,
  type RecordStore,
  type SearchMode,
} from '@carrel/core';
import { checkCandidates, type CheckedCandidates } from './check-candidates.ts';
import { type EmbeddedQuery, embedQuery } from './embed-query.ts';
import { rankCandidates, type RankedCandidate } from './rank-candidates.ts';
import { readPassages, type ReadPassages } from './read-passages.ts';
import { resolveScope, type SearchScope } from './resolve-scope.ts';
import type { RetrievalRecord, RetrievalRequest, RetrievalResult } from './retrieval-request.ts';
import { type IndexAnswer, type IndexQuestion, searchIndex } from './search-index.ts';
import { timed } from './timed.ts';

export interface RetrievalDeps {
  readonly index: ChunkIndexReader;
  readonly embeddingModels: EmbeddingModelSource;
  readonly store: { readonly read: Pick<RecordStore['read'], 'access' | 'collections'> };
  readonly clock: Clock;
  readonly logger?: Logger;
}

export interface RetrievalOptions {
  /** Names the index in records. Default `chunks`. */
  readonly indexId?: string | (() => string);
  /** Candidates that each list gives to the fusion, at least the limit. Default 100, as the reference hybrid. */
  readonly candidateDepth?: number;
  /** How deep each list is read when the check drops candidates and the limit is not filled. Default 1,600. */
  readonly maxCandidateDepth?: number;
}

export interface Retrieval {
  /**
   * Passages that every reader of the actor's output may read, best first, at most `limit`.
   *
   * The index filter is for speed alone: each candidate is checked in SQL before anything of it is given, and where the
   * check drops some, the lists are read deeper until the limit is filled or they end. The texts of the best ones are read
   * by a statement that checks again.
   * @throws INVALID_REQUEST for an empty query or a limit outside 1…200; INDEX_UNAVAILABLE; DATABASE_UNAVAILABLE.
   */
  retrieve(request: RetrievalRequest): Promise<RetrievalResult>;
}

const maxLimit = 200;
/** How much deeper each further reading of the lists goes. */
const deepening = 4;

export function createRetrieval(deps: RetrievalDeps, options: RetrievalOptions = {}): Retrieval {
  const { indexId = 'chunks', candidateDepth = 100, maxCandidateDepth = 1600 } = options;
  const { clock } = deps;

  async function retrieve(request: RetrievalRequest): Promise<RetrievalResult> {
    requireValid(request);
    const startedMs = clock.monotonicMs();
    const at = isoTime(clock);
    const query = request.query.trim();
    // The two slow starts side by side; text search needs only the second of them.
    const embedding =
      request.mode === 'text'
        ? null
        : timed(clock, () => embedQuery({ models: deps.embeddingModels, logger: deps.logger }, query, request.signal));
    const scoping = timed(clock, () => resolveScope(deps.store.read, request, at));
    const searching = scoping.then(({ value: scope }) =>
      searchToLimit({ request, scope, at, question: { query, mode: request.mode, embedding } }),
    );
    const [embedded, scoped, found] = await Promise.all([embedding, scoping, searching]);
    const embeddedQuery = embedded?.value ?? null;
    const fallback = found.answer.fallback ?? (embeddedQuery?.type === 'none' ? embeddedQuery.reason : null);
    const record: RetrievalRecord = {
      requestedMode: request.mode,
      mode: fallback === null ? request.mode : 'text',
      fallback,
      visible: scoped.value.visible,
      candidatesChecked: found.check.checked,
      candidatesDropped: found.check.dropped,
      indexId: typeof indexId === 'string' ? indexId : indexId(),
      ...embeddingFacts(embeddedQuery),
      timings: {
        policiesMs: scoped.ms,
        embedMs: embedded?.ms ?? null,
        textSearchMs: found.answer.textSearchMs,
        vectorSearchMs: found.answer.vectorSearchMs,
        checkMs: found.checkMs,
        totalMs: Math.round(clock.monotonicMs() - startedMs),
      },
    };
    return { ...found.read, record };
  }

  /** Reads deeper until the limit is filled, the lists end, or the depth is reached. Almost always one round. */
  async function searchToLimit(input: SearchInput): Promise<SearchOutcome> {
    const { request, scope, at, question } = input;
    const { filter } = scope;
    if (filter === null) return nothingFound;
    const { collectionIds } = request;
    const reading = { audience: scope.readers, at, ...(collectionIds !== undefined && { collectionIds }) };
    const { access } = deps.store.read;
    const readRanked = (ranked: readonly RankedCandidate[]) => readPassages(access, ranked, reading);
    const fusedDepth = Math.max(candidateDepth, request.limit);
    for (let depth = fusedDepth; ; depth = Math.min(depth * deepening, maxCandidateDepth)) {
      const answer = await searchIndex(deps, { ...question, filter, depth });
      const rank = (isReadable: CheckedCandidates['isReadable']) =>
        rankCandidates(answer, isReadable, { depth: fusedDepth, limit: request.limit });
      // The filter drops almost nothing that the check would let pass, so what would come first is read beside the check,
      // by a statement that checks for itself. What was ranked together with something forbidden is thrown away.
      const {
        value: [check, likely],
        ms: checkMs,
      } = await timed(clock, () => Promise.all([checkCandidates(access, answer, reading), readRanked(rank(() => true))]));
      if (check.dropped === 0) return { answer, read: likely, check, checkMs };
      const ranked = rank(check.isReadable);
      const isCutShort = [answer.text, answer.vector].some((list) => list !== null && list.length >= depth);
      if (ranked.length >= request.limit || !isCutShort || depth >= maxCandidateDepth) {
        const read = await timed(clock, () => readRanked(ranked));
        return { answer, read: read.value, check, checkMs: checkMs + read.ms };
      }
      deps.logger?.warn('retrieval.reading-deeper', { checked: check.checked, dropped: check.dropped, depth });
    }
  }

  return { retrieve };
}

function embeddingFacts(query: EmbeddedQuery | null): Pick<RetrievalRecord, 'embedding' | 'isQueryCut'> {
  if (query?.type !== 'embedded') return { embedding: null, isQueryCut: false };
  const { name, id, dimensions } = query.model;
  return { embedding: { name, id, dimensions }, isQueryCut: query.isCut };
}

interface SearchInput {
  readonly request: RetrievalRequest;
  readonly scope: SearchScope;
  readonly at: string;
  readonly question: Pick<IndexQuestion, 'query' | 'embedding'> & { readonly mode: SearchMode };
}

interface SearchOutcome {
  readonly answer: IndexAnswer;
  readonly read: ReadPassages;
  readonly check: Pick<CheckedCandidates, 'checked' | 'dropped'>;
  readonly checkMs: number;
}

const nothingFound: SearchOutcome = {
  answer: { text: null, vector: null, vectorShare: 0.5, fallback: null, textSearchMs: null, vectorSearchMs: null },
  read: { passages: [], signals: new Map() },
  check: { checked: 0, dropped: 0 },
  checkMs: 0,
};

function requireValid({ query, limit }: RetrievalRequest): void {
  if (query.trim() === '') throw new CarrelError('INVALID_REQUEST', { message: 'expected a query, got an empty text' });
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return;
  throw new CarrelError('INVALID_REQUEST', { message: `expected a limit of 1 to ${maxLimit} passages, got ${limit}` });
}
