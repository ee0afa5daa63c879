import type { AnswerDone, AnswerEvent } from '@carrel/answering';
import type { AnswerProvenanceView, AskEvent, AskResult, CitationView } from '@carrel/contract';
import type { AnswerProvenance, Citation } from '@carrel/core';
import { locationView } from '../search/location-view.ts';
import { passageView } from '../search/passage-view.ts';

/** An event of the asking path as the contract shows it. */
export function askEventView(event: AnswerEvent): AskEvent {
  switch (event.type) {
    case 'accepted':
    case 'delta':
    case 'progress':
      return event;
    case 'passages':
      return { type: 'passages', passages: event.passages.map(passageView) };
    case 'citation':
      return { type: 'citation', citation: citationView(event.citation) };
    case 'done':
      return { type: 'done', result: askResultView(event.result) };
  }
}

export function askResultView(result: AnswerDone): AskResult {
  const { answerId, conversationId, decision, answer, citations, nearest, model, quotingReason, provenance, audit, ms } = result;
  return {
    answerId,
    conversationId,
    decision,
    answer,
    citations: citations.map(citationView),
    nearest: [...nearest],
    model,
    quotingReason,
    provenance: provenanceView(provenance),
    audit,
    ms,
  };
}

export function citationView({
  number,
  documentId,
  versionId,
  chunkId,
  title,
  path,
  page,
  location,
  quote,
  context,
  validity,
  span,
  supported,
}: Citation): CitationView {
  return {
    number,
    documentId,
    versionId,
    chunkId,
    title,
    path,
    ...(page !== null && { page }),
    ...(location !== undefined && { location: locationView(location) }),
    quote,
    ...(context !== undefined && { context }),
    ...(validity !== undefined && { validity }),
    start: span.start,
    end: span.end,
    supported,
  };
}

export function provenanceView({ passages, disagreements, ...provenance }: AnswerProvenance): AnswerProvenanceView {
  return {
    ...provenance,
    disagreements: disagreements.map(({ kind, citations: [one, other] }) => ({ kind, citations: [one, other] })),
    passages: passages.map((passage) => ({ ...passage })),
  };
}
