import type { Suggestion } from '@carrel/contract';
import { useMessages } from '../messages/language.tsx';

/** Makes a question of what a document is about, in the language of the page. */
export function useQuestionOf(): (suggestion: Suggestion) => string {
  const { suggested } = useMessages().desk;
  return ({ title, topic, isQuestion }) =>
    topic === null ? suggested.document(title) : isQuestion ? topic : suggested.topic(title, topic);
}
