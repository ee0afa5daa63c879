import type { AnswerDraft } from '../answer-draft.ts';
import type { AnswerEvent } from '../answer-event.ts';
import type { AnswerMaterial } from '../answer-material.ts';
import type { EvidenceSpan } from '../check/evidence.ts';
import { selectQuotes } from '../quoting/select-quotes.ts';
import { withoutInvisible, withoutLinks } from '../text/plain-text.ts';

/**
 * Answers in the documents' own words, each sentence on a line of its own with its citation. After a model that failed in the
 * middle, the quotations follow the sentences that were sent, which were checked and stay.
 */
export function* quoteAnswer(material: AnswerMaterial, draft: AnswerDraft): Generator<AnswerEvent, void, undefined> {
  draft.count('fell_back_to_quoting');
  for (const span of selectQuotes(material, draft.cited)) {
    const shown = quotedLine(span, draft);
    if (shown !== '') yield* draft.addSentence(shown, span, true);
  }
}

/** The words of a span as an answer may show them; the draft counts what was taken out. */
export function quotedLine({ statement }: EvidenceSpan, draft: Pick<AnswerDraft, 'count'>): string {
  const { text, linksRemoved, imagesRemoved } = withoutLinks(withoutInvisible(statement.text));
  draft.count('link_removed', linksRemoved);
  draft.count('image_removed', imagesRemoved);
  return oneLine(text);
}

/**
 * One line in which nothing is a sign to whoever shows it: no image or tag that a browser would follow, and none of the document's
 * own marks such as "[3]", which would look like citations here. The citation's quote is exact.
 */
function oneLine(quote: string): string {
  return quote
    .replaceAll(/\[(\d{1,3})\]/gu, '($1)')
    .replaceAll('![', '[')
    .replaceAll(/<(?=[a-z/!?])/giu, '‹')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
