import type { PassageView } from '@carrel/contract';
import type { Passage } from '@carrel/core';
import { locationView } from './location-view.ts';

/** A passage as the contract shows it: without its score, which would tell of documents that the reader may not see. */
export function passageView(passage: Passage): PassageView {
  const { rank, documentId, versionId, chunkId, title, path, page, location, headings, span, text } = passage;
  return {
    rank,
    documentId,
    versionId,
    chunkId,
    title,
    path,
    ...(page !== null && { page }),
    ...(location !== undefined && { location: locationView(location) }),
    headings: [...headings],
    start: span.start,
    end: span.end,
    text,
    ...(passage.validity !== undefined && { validity: passage.validity }),
  };
}
