import type { IngestOutcome } from './ingest-files.ts';

/** One line of `carrel ingest --json`. */
export interface IngestLine {
  readonly path: string;
  readonly documentId: string | null;
  readonly versionId: string | null;
  /** State of the version; `failed` for a file that the server did not take. */
  readonly state: string;
  /** Code of the error catalogue. */
  readonly reason?: string;
  readonly pages?: number;
  readonly chunks?: number;
  /** From the start of the command. */
  readonly ms: number;
}

export function lineOf(outcome: IngestOutcome, ms: number): IngestLine {
  const { path } = outcome;
  switch (outcome.type) {
    case 'refused':
      return { path, documentId: null, versionId: null, state: 'failed', reason: outcome.code, ms };
    case 'deleted':
      return { path, documentId: outcome.documentId, versionId: null, state: 'deleted', ms };
    case 'document': {
      const { id, versionId, state, reason, pages, chunks } = outcome.document;
      return {
        path,
        documentId: id,
        versionId,
        state,
        ...(reason !== null && { reason: reason.code }),
        ...(pages !== null && { pages }),
        ...(chunks !== null && { chunks }),
        ms,
      };
    }
  }
}
