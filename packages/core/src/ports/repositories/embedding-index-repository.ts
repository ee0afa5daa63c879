import type { EmbeddingGate, EmbeddingIndex, EmbeddingIndexEnd, EmbeddingIndexState } from '../../embedding-index.ts';
import type { ErrorCode } from '../../errors/error-catalogue.ts';

/** What changes of an index while it is made. */
export interface EmbeddingIndexChange {
  readonly state?: EmbeddingIndexState;
  readonly end?: EmbeddingIndexEnd;
  readonly modelName?: string | null;
  readonly embeddingId?: string | null;
  readonly dimensions?: number | null;
  readonly isAutomatic?: boolean;
  readonly doneVersions?: number;
  readonly totalVersions?: number;
  readonly gate?: EmbeddingGate;
  readonly problem?: ErrorCode | null;
}

/** The indexes, one an embedding model: which of them serves, and how the others stand. */
export interface EmbeddingIndexRepository {
  create(index: EmbeddingIndex): Promise<void>;
  find(id: string): Promise<EmbeddingIndex | null>;
  /** All whose files are not gone, oldest first. */
  listOpen(): Promise<readonly EmbeddingIndex[]>;
  /** The newest that ended without serving now, or null: what became of the last change. */
  findLastEnded(): Promise<EmbeddingIndex | null>;
  /** False when it is in none of the states `from` any more: nothing was changed. */
  update(id: string, from: readonly EmbeddingIndexState[], change: EmbeddingIndexChange): Promise<boolean>;
  /**
   * From this moment on `id` serves, and what served before is kept until `keptUntil`: one update of both rows. False, and
   * nothing changed, when `id` is in none of the states `from`, or nothing serves.
   */
  switchTo(
    id: string,
    options: { readonly from: readonly EmbeddingIndexState[]; readonly at: string; readonly keptUntil: string },
  ): Promise<boolean>;
}
