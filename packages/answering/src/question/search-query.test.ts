import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isElliptic, searchQuery } from './search-query.ts';

describe('searchQuery', () => {
  it.each([
    ['And in Germany?', ['How many vacation days are there in Poland?'], 'And in Germany? vacation days Poland'],
    ['How long is it?', ['What is the probation period in Poland?'], 'How long is it? probation period Poland'],
    ['Und in Polen?', ['Wie viele Urlaubstage gibt es in Deutschland?'], 'Und in Polen? Urlaubstage Deutschland'],
    ['What about contractors?', ['Who approves a purchase of 20,000 EUR?'], 'What about contractors? approves purchase 20,000 EUR'],
  ])('carries the words of the question before into %s', (question, history, expected) => {
    expect(searchQuery(question, history)).toBe(expected);
  });

  it('goes back through questions that could not be understood alone either', () => {
    expect(searchQuery('And in Spain?', ['How many vacation days are there in Poland?', 'And in Germany?'])).toBe(
      'And in Spain? vacation days Poland Germany',
    );
  });

  it('stops at a question that stands by itself', () => {
    expect(
      searchQuery('And in Spain?', ['Who approves travel to Norway next winter?', 'How many vacation days are there in Poland?']),
    ).not.toContain('Norway');
  });

  it.each([
    'How many weeks of parental leave are paid in full?',
    'Where is the assembly point in case of fire?',
    'Wer genehmigt Reisen nach Norwegen?',
  ])('leaves alone what stands by itself: %s', (question) => {
    expect(isElliptic(question)).toBe(false);
    expect(searchQuery(question, ['Something else entirely?'])).toBe(question);
  });

  it('leaves every question alone when nothing was asked before, and always begins with it', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 3 }), (question, history) => {
        expect(searchQuery(question, [])).toBe(question);
        expect(searchQuery(question, history).startsWith(question.trim()) || searchQuery(question, history) === question).toBe(true);
      }),
    );
  });
});
