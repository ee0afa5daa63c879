import type { CitationView, PassageView } from '@carrel/contract';
import type { ReaderTarget } from '../reader/reader-target.ts';

/** Where the reader finds the cited or found passage. */
export function targetOf(place: Pick<CitationView | PassageView, 'documentId' | 'versionId' | 'start' | 'end'>): ReaderTarget {
  return { documentId: place.documentId, versionId: place.versionId, span: { start: place.start, end: place.end } };
}
