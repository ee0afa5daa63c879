import type { AnswerProvenance, Citation, DisagreementKind, DroppedReason } from '@carrel/core';
import type { AnswerEvent } from './answer-event.ts';
import type { GuardCode } from './answer-record.ts';
import type { EvidenceSpan } from './check/evidence.ts';
import { withMarks } from './stream/citation-marks.ts';
import { withoutInvisible } from './text/plain-text.ts';

/** What has been sent of an answer. The only way into it is a sentence with the span that bears it. */
export interface AnswerDraft {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly cited: readonly EvidenceSpan[];
  readonly guard: Readonly<Partial<Record<GuardCode, number>>>;
  readonly checks: AnswerProvenance['checks'];
  readonly disagreements: AnswerProvenance['disagreements'];
  /** Adds a sentence; gives the events that send it. `startsLine`: it begins a new line of the answer. */
  addSentence(sentence: string, span: EvidenceSpan, startsLine: boolean): readonly AnswerEvent[];
  /** Adds a sentence of Carrel's own, which says nothing about the documents. */
  addNotice(sentence: string): readonly AnswerEvent[];
  /** Notes that two spans, both cited, say different things. */
  addDisagreement(kind: DisagreementKind, one: EvidenceSpan, other: EvidenceSpan): void;
  /** Leaves a sentence out that the sources do not bear. */
  drop(reason: DroppedReason): void;
  has(sentence: string): boolean;
  count(code: GuardCode, times?: number): void;
}

export function createAnswerDraft(): AnswerDraft {
  let text = '';
  const citations: Citation[] = [];
  const cited: EvidenceSpan[] = [];
  const sentences = new Set<string>();
  const guard: Partial<Record<GuardCode, number>> = {};

  const disagreements: AnswerProvenance['disagreements'][number][] = [];
  const dropped: Partial<Record<DroppedReason, number>> = {};
  const count = (code: GuardCode, times = 1) => {
    if (times > 0) guard[code] = (guard[code] ?? 0) + times;
  };

  function append(sentence: string, startsLine: boolean): AnswerEvent {
    const piece = `${text === '' ? '' : startsLine ? '\n' : ' '}${sentence}`;
    text += piece;
    return { type: 'delta', text: piece };
  }

  return {
    get text() {
      return text;
    },
    get checks() {
      return { supported: sentences.size, dropped };
    },
    citations,
    cited,
    guard,
    disagreements,
    addSentence(sentence, span, startsLine) {
      sentences.add(sentence.toLowerCase());
      const known = citations.find((citation) => isSamePlace(citation, span));
      const citation = known ?? citationOf(span, citations.length + 1);
      const delta = append(withMarks(sentence, [citation.number]), startsLine);
      if (known !== undefined) return [delta];
      citations.push(citation);
      cited.push(span);
      return [{ type: 'citation', citation }, delta];
    },
    addNotice: (sentence) => [append(sentence, true)],
    addDisagreement(kind, one, other) {
      const [first, second] = [one, other].map((span) => citations.find((citation) => isSamePlace(citation, span))?.number);
      if (first !== undefined && second !== undefined) disagreements.push({ kind, citations: [first, second] });
    },
    has: (sentence) => sentences.has(sentence.toLowerCase()),
    drop(reason) {
      dropped[reason] = (dropped[reason] ?? 0) + 1;
      count('sentence_dropped');
      count(`unsupported_${reason}`);
    },
    count,
  };
}

function isSamePlace(citation: Citation, { passage, span }: EvidenceSpan): boolean {
  const start = passage.span.start + span.start;
  return citation.versionId === passage.versionId && citation.span.start === start && citation.span.end === start + (span.end - span.start);
}

/** The citation in the coordinates of the version: a passage's text begins at `passage.span.start`. */
function citationOf(evidence: EvidenceSpan, number: number): Citation {
  const { passage, span } = evidence;
  const context = contextOf(evidence);
  return {
    number,
    chunkId: passage.chunkId,
    documentId: passage.documentId,
    versionId: passage.versionId,
    title: passage.title,
    path: passage.path,
    page: passage.page,
    ...(passage.location !== undefined && { location: passage.location }),
    quote: passage.text.slice(span.start, span.end),
    ...(context !== undefined && { context }),
    ...(passage.validity !== undefined && { validity: passage.validity }),
    span: { start: passage.span.start + span.start, end: passage.span.start + span.end },
    supported: true,
  };
}

/** What says to what the quote belongs, in one line. */
function contextOf({ passage, heading, header, role }: EvidenceSpan): string | undefined {
  const sheetHeader = passage.location?.kind === 'rows' ? passage.location.header : undefined;
  const above = role === 'row' ? (header?.statement.text ?? sheetHeader ?? heading) : heading;
  const line = above === undefined ? '' : oneLine(above);
  return line === '' || line.toLowerCase() === oneLine(passage.title).toLowerCase() ? undefined : line;
}

function oneLine(text: string): string {
  return withoutInvisible(text).replaceAll(/\s+/gu, ' ').trim();
}
