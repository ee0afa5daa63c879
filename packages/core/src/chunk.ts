import type { Validity } from './validity.ts';
import type { ChunkId, CollectionId, DocumentId, PolicyId, Sha256, VersionId } from './ids.ts';
import type { Location } from './location.ts';
import type { Span } from './span.ts';

/** A piece of a version that is indexed and can be cited: `text.slice(span.start, span.end)` is `text`, exactly. */
export interface Chunk {
  readonly id: ChunkId;
  readonly ordinal: number;
  readonly span: Span;
  readonly text: string;
  readonly headings: readonly string[];
  readonly page: number | null;
  /** Only in formats that have slides or rows. */
  readonly location?: Location;
  /** Title and heading path above the text: embedded and searched, never cited. */
  readonly context: string;
  readonly textSha256: Sha256;
}

/** A chunk with its place: what retrieval hands to everything after it. Only made after the check in SQL. */
export interface Passage {
  readonly rank: number;
  readonly chunkId: ChunkId;
  readonly documentId: DocumentId;
  readonly versionId: VersionId;
  readonly collectionId: CollectionId;
  readonly policyId: PolicyId;
  readonly title: string;
  readonly path: string;
  readonly page: number | null;
  readonly location?: Location;
  readonly headings: readonly string[];
  readonly span: Span;
  readonly text: string;
  readonly textSha256: Sha256;
  /** Of its version. */
  readonly validity?: Validity;
  /** Fused relevance, 0…1, higher is better; only the order within one search means anything. Never leaves the API. */
  readonly score: number;
}
