import { expect, test } from 'vitest';
import { plainQuestion } from './plain-question.ts';

test.each([
  ['<@UBOT> How many vacation days?', 'How many vacation days?'],
  ['<@UBOT|carrel>  what does <@U2> say &amp; do &lt;now&gt;', 'what does say & do <now>'],
  ['see <https://example.org/x|the page> and <https://example.org/y>', 'see the page and https://example.org/y'],
  ['<!channel> in <#C1|general>', 'in #general'],
  ['&amp;lt; stays', '&lt; stays'],
  ['  \n ', ''],
])('%j is the question %j', (text, question) => {
  expect(plainQuestion(text)).toBe(question);
});
