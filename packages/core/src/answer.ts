import type { ChunkId, DocumentId, VersionId } from './ids.ts';
import type { Location } from './location.ts';
import type { Span } from './span.ts';
import type { Validity } from './validity.ts';

/**
 * `answered`: written by a language model, each sentence checked. `quoted`: sentences of the documents themselves.
 * `abstained`: the documents do not say. `blocked`: a rule forbids an answer.
 */
export const answerDecisions = ['answered', 'quoted', 'abstained', 'blocked'] as const;
export type AnswerDecision = (typeof answerDecisions)[number];

/** `quote` is exactly the version's text at `span`; the span is one sentence, or two adjacent ones. */
export interface Citation {
  readonly number: number;
  readonly chunkId: ChunkId;
  readonly documentId: DocumentId;
  readonly versionId: VersionId;
  readonly title: string;
  readonly path: string;
  readonly page: number | null;
  readonly location?: Location;
  readonly quote: string;
  /**
   * What stands above the quote and says what it is about: the head of its table, else the nearest heading, where that is not the
   * title. Not in the span.
   */
  readonly context?: string;
  readonly span: Span;
  /** Of its version, when the answer was made. */
  readonly validity?: Validity;
  readonly supported: boolean;
}

export const searchModes = ['hybrid', 'vector', 'text'] as const;
export type SearchMode = (typeof searchModes)[number];
