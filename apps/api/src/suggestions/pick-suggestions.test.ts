import type { DocumentOutline } from '@carrel/core';
import { describe, expect, it } from 'vitest';
import { collectionId, documentId } from '../../../../test/support/builders/ids.ts';
import { pickSuggestions } from './pick-suggestions.ts';

function anOutline(number: number, more: Partial<DocumentOutline> = {}): DocumentOutline {
  return {
    documentId: documentId(number),
    title: `Document ${number}`,
    collectionId: collectionId(1),
    collectionName: 'Handbook',
    mediaType: 'text/markdown',
    headings: [[`Topic of ${number}`]],
    ...more,
  };
}
const topicsOf = (headings: readonly (readonly string[])[], seed = 0, title = 'Travel policy') =>
  pickSuggestions([anOutline(1, { headings, title })], 1, seed)[0];

describe('pickSuggestions', () => {
  it('takes a heading that says more than the title, without its number', () => {
    expect(topicsOf([['Travel policy'], ['Travel policy', '3.2 Hotels and meals']])).toMatchObject({
      topic: 'Hotels and meals',
      isQuestion: false,
    });
    expect(topicsOf([['§ 4 Reisekosten:']])?.topic).toBe('Reisekosten');
    expect(topicsOf([['IV. Cancellation of orders']])?.topic).toBe('Cancellation of orders');
  });

  it.each([
    ['the title itself', 'Travel Policy'],
    ['a part of it', 'Travel'],
    ['what stands in every document', 'Einleitung'],
    ['what stands in every document, with a number', '1 Introduction'],
    ['numbers', '2024 – 2025'],
    ['a sentence', 'x'.repeat(81)],
  ])('does not ask about %s', (_name, heading) => {
    expect(topicsOf([[heading]])).toMatchObject({ topic: null, isQuestion: false });
  });

  it('takes a heading that is a question as it is', () => {
    expect(topicsOf([['How do I book a hotel?']])).toMatchObject({ topic: 'How do I book a hotel?', isQuestion: true });
  });

  it('takes another heading on another day, and the same one on the same day', () => {
    const headings = [['Hotels'], ['Railways'], ['Meals on board']];
    expect([0, 1, 2, 3].map((day) => topicsOf(headings, day)?.topic)).toEqual(['Hotels', 'Railways', 'Meals on board', 'Hotels']);
  });

  it('takes one a document, of all collections in turn, those with a heading first', () => {
    const outlines = [
      anOutline(1, { headings: [] }),
      anOutline(2),
      anOutline(3),
      anOutline(4, { collectionName: 'Contracts' }),
      anOutline(5, { collectionName: 'Quality', headings: [] }),
    ];
    expect(pickSuggestions(outlines, 4, 0).map((suggestion) => suggestion.documentId)).toEqual([2, 4, 5, 3].map(documentId));
    expect(pickSuggestions([], 4, 0)).toEqual([]);
  });
});
