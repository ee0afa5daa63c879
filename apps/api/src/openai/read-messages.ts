import type { ChatMessage } from '@carrel/contract';
import { InvalidRequestError } from '../http/invalid-request-error.ts';

/** As of `POST /api/v1/ask`. */
const maxQuestionLength = 4_000;

export interface AskedMessages {
  readonly question: string;
  /** Oldest first. */
  readonly earlierQuestions: readonly string[];
}

/**
 * The question: the last message of the user. Their earlier ones say what it follows on. Other roles are not read: what the
 * documents say and how they are cited is not the client's to set, and an earlier answer is no evidence.
 * @throws InvalidRequestError
 */
export function readMessages(messages: readonly ChatMessage[]): AskedMessages {
  const asked = messages.flatMap((message, index) => (message.role === 'user' ? [{ text: textOf(message, index), index }] : []));
  const last = asked.at(-1);
  if (last === undefined || last.text === '')
    throw new InvalidRequestError([{ path: 'messages', expected: 'expected a message with the role "user" and a question' }]);
  if (last.text.length > maxQuestionLength)
    throw new InvalidRequestError([
      { path: `messages.${last.index}.content`, expected: `expected a question of at most ${maxQuestionLength} characters` },
    ]);
  const earlier = asked.slice(0, -1).map(({ text }) => text.slice(0, maxQuestionLength));
  return { question: last.text, earlierQuestions: earlier.filter((text) => text !== '') };
}

function textOf({ content }: ChatMessage, index: number): string {
  if (typeof content === 'string') return content.trim();
  const parts = (content ?? []).map((part) => {
    if (part.type === 'text' && part.text !== undefined) return part.text;
    throw new InvalidRequestError([
      { path: `messages.${index}.content`, expected: 'expected text: pictures, sounds and files are not read' },
    ]);
  });
  return parts.join('\n').trim();
}
