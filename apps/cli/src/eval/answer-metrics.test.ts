import { expect, test } from 'vitest';
import type { AnswerCase, GivenAnswer } from './answer-metrics.ts';
import { holdsAnswer, isSameFile, scoreAnswers } from './answer-metrics.ts';

const evidence = [{ file: 'People/vacation.md', quote: 'Carried days expire on 31 March.' }];
const aCase = (rest: Partial<AnswerCase> = {}): AnswerCase => ({
  id: '1',
  question: '?',
  answer: '31 March',
  evidence,
  answerable: true,
  ...rest,
});
const anAnswer = (rest: Partial<GivenAnswer> = {}): GivenAnswer => ({
  decision: 'answered',
  answer: 'They expire on 31 March [1].',
  citations: [{ path: 'People/vacation.md', quote: 'Carried days expire on 31 March.' }],
  ...rest,
});
const score = (one: AnswerCase, given: GivenAnswer) => scoreAnswers([one], new Map([[one.id, given]]));

test('a right answer with the right citation is right in every measure', () => {
  expect(score(aCase(), anAnswer())).toEqual({
    questions: 1,
    answerAccuracy: 1,
    evidenceHit: 1,
    citationPrecision: 1,
    abstentionPrecision: null,
    abstentionRecall: null,
  });
});

test('a citation of the right file at another place is no hit, but precise', () => {
  const given = anAnswer({ citations: [{ path: 'People/vacation.md', quote: 'Ask your team lead first.' }] });
  expect(score(aCase(), given)).toMatchObject({ evidenceHit: 0, citationPrecision: 1 });
});

test('a citation of another file is neither', () => {
  const given = anAnswer({ citations: [{ path: 'People/old.md', quote: 'Carried days expire on 31 March.' }, ...anAnswer().citations] });
  expect(score(aCase(), given)).toMatchObject({ evidenceHit: 1, citationPrecision: 0.5 });
});

test('abstentions are judged by what cannot be answered', () => {
  const cases = [aCase({ id: 'a' }), aCase({ id: 'b', answerable: false }), aCase({ id: 'c', answerable: false })];
  const abstained = anAnswer({ decision: 'abstained', answer: '', citations: [] });
  const scores = scoreAnswers(
    cases,
    new Map([
      ['a', abstained],
      ['b', abstained],
      ['c', anAnswer()],
    ]),
  );
  expect(scores).toMatchObject({ abstentionPrecision: 0.5, abstentionRecall: 0.5, answerAccuracy: 0 });
});

test('questions without an answer of Carrel are not counted', () => {
  expect(scoreAnswers([aCase({ id: 'x' })], new Map())).toMatchObject({ questions: 0, answerAccuracy: null });
});

test.each([
  ['**30 days** in a calendar year', '30 days', true],
  ['It is 300 days.', '30 days', false],
  ['1,500.50 euros', '1,500.50', true],
  ['', 'x', false],
  ['anything', '', false],
])('"%s" holds "%s": %s', (given, expected, isHeld) => {
  expect(holdsAnswer(given, expected)).toBe(isHeld);
});

test('paths are the same from their end, at a slash', () => {
  expect(isSameFile('handbook/People/vacation.md', 'People/vacation.md')).toBe(true);
  expect(isSameFile('vacation.md', 'People/vacation.md')).toBe(true);
  expect(isSameFile('old-vacation.md', 'vacation.md')).toBe(false);
});
