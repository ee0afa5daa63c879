import type { PassageView } from '@carrel/contract';
import type { Passage } from '@carrel/core';

/** A passage as the contract shows it: without its score, which would tell of documents that the reader may not see. */
export function passageView(passage: Passage): PassageView {
  const { rank, documentId, versionId, chunkId, title, path, page, headings, span, text } = passage;
  return {
    rank,
    documentId,
    versionId,
    chunkId,
    title,
    path,
    ...(page !== null && { page }),
    headings: [...headings],
    start: span.start,
    end: span.end,
    text,
  };
}
