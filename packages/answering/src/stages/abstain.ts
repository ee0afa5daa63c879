import type { Passage } from '@carrel/core';
import type { AnswerDraft } from '../answer-draft.ts';
import type { AnswerEvent, NearestDocument } from '../answer-event.ts';
import { isGerman } from '../text/is-german.ts';

const maxNearest = 5;

/** Says that the documents do not say, in the language of the question. */
export function* abstain(question: string, draft: AnswerDraft): Generator<AnswerEvent, void, undefined> {
  yield* draft.addNotice(
    isGerman(question)
      ? 'Die Dokumente, die Sie lesen dürfen, beantworten diese Frage nicht.'
      : 'The documents that you may read do not answer this question.',
  );
}

/** The documents of the passages that came nearest, each once, best first. */
export function nearestDocuments(passages: readonly Passage[]): readonly NearestDocument[] {
  const nearest = new Map(passages.map(({ documentId, title, path }) => [documentId, { documentId, title, path }] as const).toReversed());
  return [...new Set(passages.map(({ documentId }) => documentId))].flatMap((id) => nearest.get(id) ?? []).slice(0, maxNearest);
}
