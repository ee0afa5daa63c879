import type { SearchLanguage } from '../language-text.ts';

/** Names a chunk in the index. Two integers: an id of text costs a search as much again as its words. */
export interface ChunkAddress {
  /** Tag of the indexing attempt; unique over all versions. Rows whose generation is not active in SQL are never served. */
  readonly generation: number;
  /** Number of the chunk within its version, from 0. */
  readonly ordinal: number;
}

/** One row of the index. Everything but the vector can be made again from SQL and blobs at any time. */
export interface IndexRow extends ChunkAddress {
  readonly policyKey: number;
  readonly collectionKey: number;
  /** The key of the strict policy in whose own table the row lies. Undefined: in the table that all others share. */
  readonly zoneKey?: number;
  /** Title, headings and text, as embedded. */
  readonly text: string;
  /** Null: the language is unknown; the text is indexed without stemming. */
  readonly language: SearchLanguage | null;
  /** Normalised to length 1, `dimensions` numbers; null when no embedding model is in use. */
  readonly vector: Float32Array | null;
}

/** Integers only: the filter becomes a string in LanceDB's language, and integers cannot be injected into. */
export interface IndexFilter {
  readonly policyKeys: readonly number[];
  /** Undefined: every collection. */
  readonly collectionKeys?: readonly number[];
  /** Strict zones that are searched beside the shared table: keys of strict policies. Undefined: none. */
  readonly zoneKeys?: readonly number[];
}

export interface IndexCandidate extends ChunkAddress {
  /** Vector search: cosine, −1…1. Text search: BM25, 0…unbounded. Higher is better in both. */
  readonly score: number;
}

/**
 * Reads the index. Its answers are candidates, not facts: every one is checked in SQL before anything else sees it.
 * All methods order by descending score and give at most `limit` candidates.
 * @throws INDEX_UNAVAILABLE when the index is missing, unreadable or being rebuilt.
 */
export interface ChunkIndexReader {
  vectorSearch(query: {
    readonly vector: Float32Array;
    /** The model that made the vector: it is compared with vectors of that model alone. */
    readonly embeddingId: string;
    readonly filter: IndexFilter;
    readonly limit: number;
  }): Promise<readonly IndexCandidate[]>;
  textSearch(query: { readonly text: string; readonly filter: IndexFilter; readonly limit: number }): Promise<readonly IndexCandidate[]>;
  close(): Promise<void>;
}

/**
 * Writes the index. One writer at a time (by lease in SQL): concurrent writers make silent duplicates (lancedb#3377).
 */
export interface ChunkIndexWriter {
  /** Opens or creates the index for this embedding model. `rebuild-needed` when it was missing, unreadable or of another model. */
  open(model: IndexModel): Promise<'ready' | 'rebuild-needed'>;
  /** Ends a rebuild: from `rebuild-needed` until this, readers are refused with INDEX_UNAVAILABLE instead of being given a part. */
  markComplete(): Promise<void>;
  /** Rows are durable (fsynced) when this resolves. Called with batches of many versions. */
  append(rows: readonly IndexRow[]): Promise<void>;
  /** Strict zones that have a table, also an empty one. */
  listZones(): Promise<readonly number[]>;
  /**
   * What one zone, or (null, or nothing) the shared table holds of each generation: what the reconciler compares with SQL.
   * With `generations`: of these alone.
   */
  survey(zoneKey?: number | null, generations?: readonly number[]): Promise<ReadonlyMap<number, GenerationRows>>;
  deleteGenerations(generations: readonly number[], zoneKey?: number | null): Promise<void>;
  /** Builds or extends the search structures and compacts. Never beside another write. */
  optimize(): Promise<void>;
  /** Removes the files that only versions older than this need; a reader may still be using younger ones. Never beside another write. */
  removeOldVersions(keepMs: number): Promise<void>;
  /**
   * How many of the ten nearest rows of the shared table a search finds, for at most so many vectors of its own rows: 0…1, and
   * 1 where there is nothing to find.
   */
  measureRecall(maxQueries: number): Promise<{ readonly queries: number; readonly recallAt10: number }>;
  /** On the disk, over all tables. */
  size(): Promise<IndexSize>;
  close(): Promise<void>;
}

/** The rows of one generation in one table. */
export interface GenerationRows {
  readonly rowCount: number;
  /** Whether the numbers of the chunks are 0…rowCount−1, each once. */
  readonly isGapless: boolean;
  /** Rows without a vector; 0 in a table of text alone. */
  readonly withoutVector: number;
  readonly policyKeys: ReadonlySet<number>;
  readonly collectionKeys: ReadonlySet<number>;
}

export interface IndexSize {
  readonly versionCount: number;
  readonly sizeBytes: number;
}

/** What an index was built with. Vectors of two models are never mixed. */
export interface IndexModel {
  /** SHA-256 of the model file or the name of a remote model; null: text only. */
  readonly embeddingId: string | null;
  readonly dimensions: number | null;
}
