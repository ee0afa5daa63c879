import { createHash } from 'node:crypto';
import type { Authorized } from '@carrel/access';
import { CarrelError, type LanguageModel, type ModelMessage, type Passage } from '@carrel/core';
import type { ConversationTurn } from '../ask-request.ts';
import type { AnswerSettings } from '../answer-settings.ts';
import { withoutInvisible } from '../text/plain-text.ts';
import { drawMark, fenceLine, fencePassage } from './fence-passages.ts';

export interface AssembledPrompt {
  readonly messages: readonly ModelMessage[];
  /** Positions, in the context, of the passages that the prompt holds; the first is number 1 of the prompt, and so on. */
  readonly passageIndexes: readonly number[];
  readonly hiddenTexts: number;
}

export interface PromptParts {
  readonly question: string;
  readonly history: readonly ConversationTurn[];
  /** The context, best first. Only passages that a gate let through can enter a prompt. */
  readonly passages: readonly Authorized<Passage>[];
  readonly settings: AnswerSettings;
  readonly newMark: () => string;
  readonly signal: AbortSignal;
}

/** What a chat template adds to a message, and a reserve for the places where pieces meet. */
const tokensPerMessage = 16;
/** Fewer tokens than this for passages are not worth asking a model. */
const leastPassageTokens = 64;

/**
 * The prompt: the fixed system text, then earlier questions, passages and the question, in messages of their own kind.
 *
 * Passages are taken whole, best first, as long as they fit the budget; one that does not fit is passed over. Counted in
 * the model's own tokens. Of the conversation only earlier **questions** go in, newest first as far as their budget
 * reaches: they say what "it" is, while earlier answers are made of documents and would bring text into the prompt that
 * the record of this answer does not name.
 * @throws INPUT_TOO_LONG when the model's context leaves no room for a passage; what `countTokens` throws.
 */
export async function assemblePrompt(model: LanguageModel, parts: PromptParts): Promise<AssembledPrompt> {
  const { question, history, passages, settings, signal } = parts;
  const mark = drawMark(parts.newMark, [question, ...passages.flatMap(({ title, headings, text }) => [title, ...headings, text])]);
  const fences = passages.map((passage) => fencePassage(passage, mark));
  const earlier = history.map((turn) => withoutInvisible(turn.question)).toReversed();
  const asked = questionMessage(withoutInvisible(question), mark);
  const counts = await model.countTokens([settings.systemPrompt, asked, ...earlier, ...fences.map(({ text }) => text)], { signal });
  const [systemTokens = 0, questionTokens = 0, ...rest] = counts;
  const historyTokens = rest.slice(0, earlier.length);
  const kept = takeWhileWithin(historyTokens, settings.promptHistoryTokens);
  const room =
    model.contextTokens -
    settings.maxAnswerTokens -
    systemTokens -
    questionTokens -
    sum(historyTokens.slice(0, kept)) -
    3 * tokensPerMessage;
  const budget = Math.min(settings.promptPassageTokens, room);
  if (budget < leastPassageTokens)
    throw new CarrelError('INPUT_TOO_LONG', { message: `expected room for ${leastPassageTokens} tokens of passages, got ${budget}` });
  const passageIndexes = choosePassages(rest.slice(earlier.length), budget);
  if (passageIndexes.length === 0) throw new CarrelError('INPUT_TOO_LONG', { message: `no passage fits into ${budget} tokens` });
  const chosen = passageIndexes.flatMap((index) => fences.slice(index, index + 1));
  const content = [...historyLines(earlier.slice(0, kept).toReversed()), ...chosen.map(({ text }) => text), asked].join('\n\n');
  return {
    messages: [
      { role: 'system', content: settings.systemPrompt },
      { role: 'user', content },
    ],
    passageIndexes,
    hiddenTexts: chosen.filter(({ hadHiddenText }) => hadHiddenText).length,
  };
}

/** The last words weigh most with a small model: they say what to do with the text above, and where it ended. */
function questionMessage(question: string, mark: string): string {
  return `${fenceLine(mark)}\n\nQuestion: ${question}\nAnswer with one sentence from the text above.`;
}

function historyLines(questions: readonly string[]): readonly string[] {
  return questions.length === 0 ? [] : [`Asked before:\n${questions.map((question) => `- ${question}`).join('\n')}`];
}

/** How many of the counts, from the first, stay within the budget together. */
function takeWhileWithin(counts: readonly number[], budget: number): number {
  let total = 0;
  const end = counts.findIndex((count) => (total += count) > budget);
  return end === -1 ? counts.length : end;
}

function choosePassages(counts: readonly number[], budgetTokens: number): readonly number[] {
  let left = budgetTokens;
  const chosen: number[] = [];
  for (const [index, count] of counts.entries()) {
    if (count > left) continue;
    chosen.push(index);
    left -= count;
  }
  return chosen;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Identity of the prompt's form: the system text, and how the rest is put. A change of the form changes the version. */
export function promptTemplateSha256(settings: Pick<AnswerSettings, 'systemPrompt'>): string {
  return createHash('sha256').update(`carrel-prompt/3\n${settings.systemPrompt}`).digest('hex');
}
