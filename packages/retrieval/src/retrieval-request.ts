import type { Actor, ChunkId, CollectionId, Passage, SearchMode, VisiblePolicies } from '@carrel/core';

export interface RetrievalRequest {
  readonly actor: Actor;
  readonly query: string;
  /** Undefined: every collection. An id that does not exist and one that may not be read both find nothing. */
  readonly collectionIds?: readonly CollectionId[];
  readonly mode: SearchMode;
  /** 1…200 passages. */
  readonly limit: number;
  /** Stops waiting for the embedding of the query; the rest is short. */
  readonly signal?: AbortSignal;
}

/** Why another mode was used than the one that was asked for. */
export type ModeFallback = 'no-embedding-model' | 'embedding-failed' | 'vector-index-unavailable';

/** How near the index found a passage. For decisions inside one request; it never leaves the API. */
export interface PassageSignals {
  /** −1…1, higher is nearer; null when vector search did not find the passage or was not used. */
  readonly cosine: number | null;
  /** 0…unbounded, higher is better, comparable within one search; null when text search did not find it or was not used. */
  readonly bm25: number | null;
}

/** What the audit record says about a search: enough to know on which rights and with which index it was done. */
export interface RetrievalRecord {
  readonly requestedMode: SearchMode;
  readonly mode: SearchMode;
  /** Null when the mode that was asked for was used. */
  readonly fallback: ModeFallback | null;
  /** The policies that all readers may see, with the epoch of grants and groups: what the permission check rested on. */
  readonly visible: VisiblePolicies;
  /** Index rows that were checked in SQL, and those of them that the check refused. */
  readonly candidatesChecked: number;
  readonly candidatesDropped: number;
  readonly indexId: string;
  /** The model that embedded the query; null when none did. */
  readonly embedding: { readonly name: string; readonly id: string; readonly dimensions: number } | null;
  /** True when the query was longer than the embedding model takes and its beginning alone was embedded. */
  readonly isQueryCut: boolean;
  /** Milliseconds, rounded. Steps overlap, so they do not add up to the total. Null: the step was not done. */
  readonly timings: {
    readonly policiesMs: number;
    readonly embedMs: number | null;
    readonly textSearchMs: number | null;
    readonly vectorSearchMs: number | null;
    readonly checkMs: number;
    readonly totalMs: number;
  };
}

export interface RetrievalResult {
  /** Best first; `rank` counts from 1. Each passed the check in SQL. */
  readonly passages: readonly Passage[];
  readonly signals: ReadonlyMap<ChunkId, PassageSignals>;
  readonly record: RetrievalRecord;
}
