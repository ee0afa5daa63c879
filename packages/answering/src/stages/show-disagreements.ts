import type { AnswerDraft } from '../answer-draft.ts';
import type { AnswerEvent } from '../answer-event.ts';
import type { AnswerMaterial } from '../answer-material.ts';
import { findDisagreements } from '../disagreement/find-disagreements.ts';
import { isGerman } from '../text/is-german.ts';
import { quotedLine } from './quote-answer.ts';

/** Notes where the answer's documents differ; quotes the other side where it is not in the answer yet, and says so first. */
export function* showDisagreements(material: AnswerMaterial, draft: AnswerDraft): Generator<AnswerEvent, void, undefined> {
  const disagreements = findDisagreements(material, draft.cited);
  const missing = disagreements.filter(({ other }) => !draft.cited.includes(other));
  if (missing.length > 0)
    yield* draft.addNotice(isGerman(material.question.text) ? 'Die Dokumente sagen Verschiedenes:' : 'The documents differ:');
  for (const { other } of missing) {
    const shown = quotedLine(other, draft);
    if (shown !== '') yield* draft.addSentence(shown, other, true);
  }
  for (const { kind, said, other } of disagreements) draft.addDisagreement(kind, said, other);
}
