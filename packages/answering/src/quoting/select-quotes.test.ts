import { describe, expect, it } from 'vitest';
import type { Passage } from '@carrel/core';
import { aPassage } from '../../../../test/support/builders/a-passage.ts';
import { documentId, versionId } from '../../../../test/support/builders/ids.ts';
import { readMaterial } from '../answer-material.ts';
import { selectQuotes } from './select-quotes.ts';

function quotesFor(text: string, passages: readonly Passage[]) {
  return selectQuotes(readMaterial(text, passages));
}
const textsFor = (text: string, ...texts: readonly string[]) =>
  quotesFor(
    text,
    texts.map((one, index) => aPassage({ number: index + 1, title: `Document ${index + 1}`, text: one })),
  ).map(({ statement }) => statement.text);

describe('selectQuotes', () => {
  it.each([
    [
      'How many weeks of leave are there?',
      'Leave is a right. There are 18 weeks of leave. Leave is asked for in writing.',
      'There are 18 weeks of leave.',
    ],
    [
      'When does the briefing take place?',
      'The briefing is long. The briefing takes place every Tuesday at 14:00.',
      'The briefing takes place every Tuesday at 14:00.',
    ],
    [
      'Who approves travel?',
      'Travel is approved in the tool. The head of the department approves travel.',
      'The head of the department approves travel.',
    ],
    ['How much does the NL-40 cost?', 'The NL-40 is light. The NL-40 costs 6,900 EUR.', 'The NL-40 costs 6,900 EUR.'],
    [
      'Wie lange dauert die Probezeit?',
      'Die Probezeit ist wichtig. Die Probezeit dauert sechs Monate.',
      'Die Probezeit dauert sechs Monate.',
    ],
    ['May visitors park in the yard?', 'Visitors like the yard. Visitors may not park in the yard.', 'Visitors may not park in the yard.'],
  ])('takes the sentence that answers %s', (question, text, expected) => {
    expect(textsFor(question, text)).toContain(expected);
    expect(textsFor(question, text).length).toBeLessThanOrEqual(3);
  });

  it('reads rows of tables with the names of their columns, and never quotes the head of a table', () => {
    const table = 'Country | Vacation days\nGermany | 30\nSpain | 24\nPoland | 26';
    const quotes = quotesFor('How many vacation days are there in Poland?', [aPassage({ text: table })]);
    expect(quotes.map(({ statement }) => statement.text)).toEqual(['Country: Poland | Vacation days: 26']);
    expect(quotes.map(({ passage, span }) => passage.text.slice(span.start, span.end))).toEqual(['Poland | 26']);
    expect(textsFor('What are the vacation days of a country?', table)).not.toContain('Country | Vacation days');
  });

  it.each([
    ['the title', 'Parental leave\n\nParental leave is paid for 16 weeks.', 'Parental leave is paid for 16 weeks.'],
    ['a heading between', 'Sick leave is paid for ten days.\n\nParental leave\n\nIt is paid for 16 weeks.', 'It is paid for 16 weeks.'],
  ])('quotes no heading: %s', (_name, text, expected) => {
    const quoted = quotesFor('How long is parental leave paid?', [aPassage({ title: 'Parental leave', text })]).map(
      ({ statement }) => statement.text,
    );
    expect(quoted).toContain(expected);
    expect(quoted).not.toContain('Parental leave');
  });

  it('says under which heading a quotation stands', () => {
    const text = 'Sick leave is paid for ten days.\n\nParental leave\n\nParents are paid for 16 weeks.';
    expect(quotesFor('How long is parental leave paid?', [aPassage({ text })]).map(({ heading }) => heading)).toContain('Parental leave');
  });

  it('brings along the line that announces a list', () => {
    const text =
      'Annual leave accrues by years of service:\n\nFewer than 3 years: 4 hours per pay period\n15 years and more: 8 hours per pay period';
    expect(textsFor('How many hours of annual leave accrue with fewer than 3 years of service?', text).slice(0, 2)).toEqual([
      'Annual leave accrues by years of service:',
      'Fewer than 3 years: 4 hours per pay period',
    ]);
  });

  it.each([
    [
      'Is the warranty of the lamp paid for labour?',
      'The warranty of the lamp is 24 months. It is paid for parts and labour.',
      'The warranty of the lamp is 24 months. It is paid for parts and labour.',
    ],
    [
      'Can I expense a Windows laptop?',
      'Can I expense a Windows laptop?\n\nNo.\n\nMacs are bought by IT.',
      'Can I expense a Windows laptop?\n\nNo.',
    ],
  ])('brings along the sentence without which the next says nothing: %s', (question, text, expected) => {
    expect(textsFor(question, text)).toContain(expected);
  });

  it('takes no question and no heading where a sentence says as much', () => {
    expect(textsFor('How long is the warranty?', 'Warranty\nHow long is the warranty?\nThe warranty is 24 months long.')).toEqual([
      'The warranty is 24 months long.',
    ]);
  });

  it('says nothing twice', () => {
    expect(textsFor('How long is the warranty?', 'The warranty is 24 months.', 'The warranty is 24 months.')).toHaveLength(1);
  });

  it('leaves out what is much worse than the best', () => {
    expect(
      textsFor(
        'How long is the warranty of the spectrometer lamp?',
        'The warranty of the spectrometer lamp is 3 months. A lamp is bright.',
      ),
    ).toEqual(['The warranty of the spectrometer lamp is 3 months.']);
  });

  it('takes nothing where no word of the question occurs', () => {
    expect(textsFor('What does the canteen serve?', 'The warranty is 24 months.')).toEqual([]);
  });

  it('orders by document, each at the place of its best passage, and by place in the text', () => {
    const of = (number: number, document: number, start: number, text: string) =>
      aPassage({ number, start, text, documentId: documentId(document), versionId: versionId(document), title: 'Rules' });
    const quotes = quotesFor('What are the leave rules for apples pears plums?', [
      of(1, 1, 900, 'The leave rules for apples pears plums end here.'),
      of(2, 2, 0, 'The leave rules for apples pears plums differ there.'),
      of(3, 1, 100, 'The leave rules for apples pears plums begin with these words now.'),
    ]);
    expect(quotes.map(({ passage }) => [passage.documentId, passage.span.start])).toEqual([
      [documentId(1), 100],
      [documentId(1), 900],
      [documentId(2), 0],
    ]);
  });
});
