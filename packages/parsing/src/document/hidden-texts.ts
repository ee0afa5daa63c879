import type { KeptApart, ParsedDocument } from '@carrel/core';
import { cleanProse } from '../text/clean-text.ts';

/** Beyond these a file is made of hidden text; a curator has seen enough to judge it. */
const maxTexts = 2_000;
const maxCharacters = 1_000_000;

/** What is kept apart from the text of a document. */
export function createHiddenTexts() {
  const texts: KeptApart[] = [];
  let characters = 0;
  let dropped = 0;

  const keep = (hidden: KeptApart) => {
    const text = cleanProse(hidden.text);
    if (text === '') return;
    characters += text.length;
    if (texts.length >= maxTexts || characters > maxCharacters) dropped += 1;
    else texts.push({ ...hidden, text: text.toWellFormed() });
  };

  const warnings = (): ParsedDocument['warnings'] => [
    ...(texts.length > 0 ? [{ code: 'TEXT_KEPT_APART', count: texts.length }] : []),
    ...(dropped > 0 ? [{ code: 'HIDDEN_TEXT_DROPPED', count: dropped }] : []),
  ];

  const field = (): Pick<ParsedDocument, 'keptApart'> => (texts.length === 0 ? {} : { keptApart: texts });

  return { keep, warnings, field };
}
