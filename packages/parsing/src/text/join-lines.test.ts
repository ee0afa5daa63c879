import { describe, expect, it } from 'vitest';
import { knownWordsOf, joinOf } from './join-lines.ts';

describe('joinOf', () => {
  const known = knownWordsOf(['a well-known rule', 'divided at the end long-', 'e-mail', 'the TraceMonkey machine']);

  it.each([
    ['puts a divided word together', 'the infor-', 'mation is', { text: 'the infor', glue: '' }],
    ['keeps the hyphen of a word that has one elsewhere', 'a well-', 'known rule', { text: 'a well-', glue: '' }],
    ['keeps the hyphen before a capital letter', 'Frau Müller-', 'Lüdenscheid', { text: 'Frau Müller-', glue: '' }],
    [
      'drops the hyphen before a capital letter inside a word that is known',
      'called Trace-',
      'Monkey.',
      { text: 'called Trace', glue: '' },
    ],
    ['keeps a suspended hyphen apart', 'Ein-', 'und Ausgang', { text: 'Ein-', glue: ' ' }],
    ['joins other lines with a space', 'the end of', 'the line', { text: 'the end of', glue: ' ' }],
    ['keeps a dash apart', 'the end –', 'and more', { text: 'the end –', glue: ' ' }],
    ['joins Chinese without a space', '有什么需要', '我帮你的', { text: '有什么需要', glue: '' }],
    ['does not take the end of a line as evidence', 'too long-', 'winded', { text: 'too long', glue: '' }],
  ])('%s', (_rule, line, next, joint) => {
    expect(joinOf(line, next, known)).toEqual(joint);
  });
});
