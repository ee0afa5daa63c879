import { CarrelError } from '@carrel/core';

/**
 * Takes the thoughts out of a reasoning model's text, for servers that leave them in: a segment in `<think>` (or
 * `<thinking>`, `<thought>`, `<reasoning>`, `[THINK]`) at the very start. Text comes out as soon as it is certain.
 */
export interface ThinkingFilter {
  /** Answer text that the piece completes; may be empty. @throws MODEL_RESPONSE_INVALID for a thought that ends without a beginning. */
  push(piece: string): string;
  /** What was held back and is answer text after all. A thought that never ended is none. */
  end(): string;
}

const tagPairs: readonly (readonly [string, string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['[THINK]', '[/THINK]'],
];
/** An end without a beginning: the beginning was in the prompt, and what came out so far was thought. */
const strayEnd = '</think>';

type State =
  | { readonly at: 'start' }
  | { readonly at: 'thought'; readonly endTag: string }
  | { readonly at: 'after-thought' }
  | { readonly at: 'answer' };

export function createThinkingFilter(): ThinkingFilter {
  let state: State = { at: 'start' };
  let held = '';

  const step = (): string | null => {
    switch (state.at) {
      case 'start':
        return leaveStart();
      case 'thought': {
        const endIndex = held.indexOf(state.endTag);
        if (endIndex < 0) {
          held = held.slice(-state.endTag.length);
          return null;
        }
        held = held.slice(endIndex + state.endTag.length);
        state = { at: 'after-thought' };
        return '';
      }
      case 'after-thought': {
        held = held.trimStart();
        if (held === '') return null;
        state = { at: 'answer' };
        return '';
      }
      case 'answer':
        return takeAnswer();
    }
  };

  const leaveStart = (): string | null => {
    const text = held.trimStart();
    const pair = tagPairs.find(([startTag]) => text.startsWith(startTag));
    if (pair !== undefined) {
      held = text.slice(pair[0].length);
      state = { at: 'thought', endTag: pair[1] };
      return '';
    }
    if (tagPairs.some(([startTag]) => startTag.startsWith(text))) return null;
    state = { at: 'answer' };
    return '';
  };

  const takeAnswer = (): string | null => {
    if (held.includes(strayEnd))
      throw new CarrelError('MODEL_RESPONSE_INVALID', {
        message: 'the model server sends thoughts as answer text; switch its reasoning parser on',
      });
    const keep = lengthOfPartialTag(held);
    const text = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return text === '' ? null : text;
  };

  return {
    push: (piece) => {
      held += piece;
      let out = '';
      for (let text = step(); text !== null; text = step()) out += text;
      return out;
    },
    end: () => {
      const rest = state.at === 'answer' || state.at === 'start' ? held : '';
      held = '';
      return rest;
    },
  };
}

/** How much of the end of the text may be the beginning of the stray tag. */
function lengthOfPartialTag(text: string): number {
  for (let length = Math.min(text.length, strayEnd.length - 1); length > 0; length -= 1) {
    if (text.endsWith(strayEnd.slice(0, length))) return length;
  }
  return 0;
}
