import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPassage } from '../../../../test/support/builders/a-passage.ts';
import { readEvidence } from './evidence.ts';
import { findSupport, whyUnsupported } from './find-support.ts';

const leave =
  'Sourcegraph gives new parents up to 16 weeks of fully paid leave per birth. Any additional time off will be unpaid and must be approved by the People Team. ' +
  'Travel costs up to $300 per night are paid from 1 March 2026. Contractors do not receive parental leave. In Germany the notice period is four weeks. ' +
  'In Poland the notice period is three months. Questions go to Ann Lee in Berlin. Payroll is run by Bo Chan in Warsaw.';
const germanRules =
  'Beschäftigte erhalten 30 Tage Urlaub im Jahr. Der Antrag muss mindestens zwei Wochen vorher gestellt werden. Werkstudenten erhalten keinen Urlaub über 20 Tage hinaus.';

function supportOf(sentence: string, texts: readonly string[] = [leave], cited: readonly number[] = []) {
  const passages = texts.map((text, index) => aPassage({ number: index + 1, text }));
  return findSupport(sentence, readEvidence(passages, 'What are the rules?'), new Set(cited));
}
const quoteOf = (sentence: string, texts?: readonly string[]) => supportOf(sentence, texts)?.statement.text ?? null;

describe('findSupport', () => {
  it.each([
    'Sourcegraph gives new parents up to 16 weeks of fully paid leave per birth.',
    'New parents get up to sixteen weeks of fully paid leave.',
    'New parents at Sourcegraph are given up to 16 weeks of paid leave.',
    'From 2026-03-01, travel costs up to 300 dollars per night are paid.',
    'Travel costs up to $300.00 per night are paid from March 1st, 2026.',
    'Contractors don’t receive parental leave.',
    'The notice period in Germany is 4 weeks.',
    'Questions go to Ann Lee.',
    'Additional time off must be approved by the People Team and will be unpaid.',
  ])('sends what one sentence says: %s', (sentence) => {
    expect(quoteOf(sentence)).not.toBeNull();
  });

  it.each([
    ['a changed number', 'Sourcegraph gives new parents up to 18 weeks of fully paid leave per birth.'],
    ['a number word changed', 'The notice period in Germany is five weeks.'],
    ['a changed unit', 'Sourcegraph gives new parents up to 16 months of fully paid leave per birth.'],
    ['a changed currency', 'Travel costs up to €300 per night are paid from 1 March 2026.'],
    ['a percentage made of an amount', 'Travel costs up to 300 % per night are paid from 1 March 2026.'],
    ['a changed day', 'Travel costs up to $300 per night are paid from 2 March 2026.'],
    ['a changed month', 'Travel costs up to $300 per night are paid from 1 May 2026.'],
    ['a changed year', 'Travel costs up to $300 per night are paid from 1 March 2025.'],
    ['a year that is not there', 'The notice period in Germany is four weeks since 2026.'],
    ['a swapped name', 'In Poland the notice period is four weeks.'],
    ['a swapped name at the start', 'Contoso gives new parents up to 16 weeks of fully paid leave per birth.'],
    ['a name that no passage has', 'Any additional time off will be unpaid and must be approved by the Finance Team.'],
    ['a first name with another last name', 'Questions go to Ann Chan in Berlin.'],
    ['two names that change places', 'Questions go to Berlin in Ann Lee.'],
    ['a dropped negation', 'Contractors do receive parental leave.'],
    ['an added negation', 'Sourcegraph never gives new parents up to 16 weeks of fully paid leave per birth.'],
    ['a bound turned round', 'Sourcegraph gives new parents at least 16 weeks of fully paid leave per birth.'],
    ['a duty that is not there', 'New parents must take up to 16 weeks of fully paid leave per birth.'],
    ['two distant sentences in one', 'Sourcegraph gives new parents up to 16 weeks of leave paid by Bo Chan in Warsaw.'],
    ['two rules in one', 'Contractors receive up to 16 weeks of fully paid leave per birth in Germany.'],
    ['general knowledge', 'Parental leave was frequently used after 1930.'],
    ['an address that no source has', 'Questions go to Ann Lee in Berlin at https://example.com/ask.'],
    ['no claim at all', 'Yes.'],
    ['a question', 'Sourcegraph gives new parents up to 16 weeks of fully paid leave per birth?'],
  ])('drops %s', (_name, sentence) => {
    expect(quoteOf(sentence)).toBeNull();
  });

  it.each([
    ['Beschäftigte erhalten 30 Tage Urlaub.', true],
    ['Beschäftigte erhalten dreißig Tage Urlaub im Jahr.', true],
    ['Der Antrag muss mindestens 2 Wochen vorher gestellt werden.', true],
    ['Beschäftigte erhalten 28 Tage Urlaub im Jahr.', false],
    ['Werkstudenten erhalten Urlaub über 20 Tage hinaus.', false],
    ['Der Antrag muss höchstens zwei Wochen vorher gestellt werden.', false],
  ])('holds in German: %s is %s', (sentence, isSent) => {
    expect(quoteOf(sentence, [germanRules]) !== null).toBe(isSent);
  });

  it('takes two adjacent sentences where one is not enough', () => {
    const text = 'The warranty of the NL-40 is 24 months. It covers parts and labour. Batteries are consumables.';
    const support = supportOf('The warranty covers parts and labour for 24 months.', [text]);
    expect(support?.statement.text).toBe('The warranty of the NL-40 is 24 months. It covers parts and labour.');
  });

  it('does not join two adjacent sentences that state rival numbers or names', () => {
    expect(quoteOf('Germany has 25 days of vacation.', ['Germany has 30 days of vacation. France has 25 days of vacation.'])).toBeNull();
    expect(
      quoteOf('The Berlin office approves hiring plans.', [
        'The Berlin office approves travel plans. The Lisbon office approves hiring plans.',
      ]),
    ).toBeNull();
  });

  it('binds a number to what it counts', () => {
    expect(
      quoteOf('Teams may spend $80 on hotels.', [
        'Teams may spend $300 on hotels and $80 on meals during long trips abroad each single day.',
      ]),
    ).toBeNull();
  });

  const probation = 'The probation period is six months in Germany and three months in Poland and the United States.';
  const vacation = 'Germany has 30 days of vacation, France 25 days, Poland 26 days.';
  it.each([
    ['The probation period in Poland is three months.', probation, true],
    ['The probation period in Germany is 6 months.', probation, true],
    ['The probation period in Poland is 6 months.', probation, false],
    ['The probation period in Germany is three months.', probation, false],
    ['France has 25 days of vacation.', vacation, true],
    ['France has 30 days of vacation.', vacation, false],
    ['Poland has 25 days of vacation.', vacation, false],
    ['Contoso pays $80 in Rome.', 'Contoso pays $300 in Berlin and $80 in Rome.', true],
    ['Contoso pays $300 in Rome.', 'Contoso pays $300 in Berlin and $80 in Rome.', false],
  ])('binds a number to whom it belongs: %s', (sentence, text, isSent) => {
    expect(quoteOf(sentence, [text]) !== null).toBe(isSent);
  });

  it('joins a second sentence that goes on about the first', () => {
    const text = 'The help line answers from Monday to Friday. It answers in English, German and Polish.';
    expect(quoteOf('The help line answers in English, German, and Polish.', [text])).toBe(text);
  });

  it('finds a row of a table by its own words', () => {
    const table = ['Country | Vacation days\nGermany | 30\nPoland | 26'];
    expect(quoteOf('Poland has 26 vacation days.', table)).toBe('Country: Poland | Vacation days: 26');
    expect(quoteOf('Poland has 30 vacation days.', table)).toBeNull();
  });

  it.each([
    ['a question', 'Does Contoso pay for lunch? Ask the canteen.', 'Contoso does pay for lunch.'],
    ['a heading', 'Lunch is free.\n\nPaying for lunch at Contoso\n\nSee the canteen.', 'Paying for lunch at Contoso.'],
  ])('takes %s for no source', (_name, text, sentence) => {
    expect(quoteOf(sentence, [text])).toBeNull();
  });

  it('prefers the passages that the model cited and takes others when those do not bear the sentence', () => {
    const [one, two] = ['Badges are returned on the last day.', 'Badges are returned on the last day at reception.'];
    const sentence = 'Badges are returned on the last day.';
    expect(supportOf(sentence, [one, two])?.passageIndex).toBe(0);
    expect(supportOf(sentence, [one, two], [1])?.passageIndex).toBe(1);
    expect(supportOf(sentence, [one, 'Laptops are kept.'], [1])?.passageIndex).toBe(0);
  });
});

describe('the check over generated texts', () => {
  const word = fc.constantFrom(
    'leave',
    'travel',
    'policy',
    'budget',
    'manager',
    'laptop',
    'approves',
    'covers',
    'expires',
    'visitors',
    'the',
    'of',
    'with',
    'naïve',
    'Überstunden',
    '𝒳-ray',
    '日本語',
  );
  const name = fc.constantFrom('Berlin', 'Lisbon', 'Warsaw', 'Contoso', 'Ann Lee', 'Bo Chan', 'A4');
  const number = fc.constantFrom(
    '16 weeks',
    '$300',
    '4.5 %',
    '1,000 EUR',
    '20 November 2026',
    '2026-03-01',
    'seven days',
    '10th',
    '9:30',
    'forty-two',
  );
  const negation = fc.constantFrom('not', 'never', 'nicht', 'without');
  const piece = fc.oneof(
    { weight: 6, arbitrary: word },
    { weight: 2, arbitrary: name },
    { weight: 2, arbitrary: number },
    { weight: 1, arbitrary: negation },
  );
  const sentence = fc.array(piece, { minLength: 4, maxLength: 14 }).map((pieces) => `Rule ${pieces.join(' ')} ends.`);
  const text = fc.array(sentence, { minLength: 1, maxLength: 6 }).map((sentences) => sentences.join(' '));

  it('sends every exact copy of a sentence, with a span that is the copied text', () => {
    fc.assert(
      fc.property(text, fc.nat(), (source, pick) => {
        const evidence = readEvidence([aPassage({ text: source, start: 77 })], 'question');
        const sentences = evidence.sentences;
        const chosen = sentences[pick % sentences.length];
        if (chosen === undefined) throw new Error('a text has sentences');
        const support = findSupport(chosen.statement.text, evidence, new Set());
        expect(support).not.toBeNull();
        expect(source.slice(support?.span.start, support?.span.end)).toBe(support?.statement.text);
      }),
      { numRuns: 300 },
    );
  });

  it('drops every copy in which one number was changed to one that the passages do not have', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 100_000, max: 900_000 }), (source, other) => {
        const evidence = readEvidence([aPassage({ text: source })], 'question');
        for (const { statement } of evidence.sentences) {
          const digits = /\d+/u.exec(statement.text);
          if (digits === null) continue;
          const changed = statement.text.replace(digits[0], String(other));
          expect(findSupport(changed, evidence, new Set())).toBeNull();
        }
      }),
    );
  });

  it('drops every copy in which a name was changed to one that the passages do not have', () => {
    fc.assert(
      fc.property(text, (source) => {
        const evidence = readEvidence([aPassage({ text: source })], 'question');
        for (const { statement } of evidence.sentences) {
          const changed = statement.text.replace(/Berlin|Lisbon|Warsaw|Contoso|Ann Lee|Bo Chan/u, 'Kathmandu');
          if (changed !== statement.text) expect(findSupport(changed, evidence, new Set())).toBeNull();
        }
      }),
    );
  });

  it('drops every copy of a lone sentence that lost or gained a negation', () => {
    fc.assert(
      fc.property(sentence, (source) => {
        const evidence = readEvidence([aPassage({ text: source })], 'question');
        const without = source.replace(/ (?:not|never|nicht|without)(?= )/u, '');
        const changed = without === source ? source.replace('ends', 'never ends') : without;
        expect(findSupport(changed, evidence, new Set())).toBeNull();
      }),
    );
  });

  it('reads a row of a sheet with the names of its columns', () => {
    const text = 'Germany | 30 | 165\nFrance | 25 | 140';
    const location = {
      kind: 'rows',
      sheet: 'Leave',
      firstRow: 2,
      lastRow: 3,
      header: 'Country | Vacation days | Hotel rate in EUR',
    } as const;
    const evidence = readEvidence([aPassage({ text, location })], 'How many vacation days?');
    const support = (sentence: string) => findSupport(sentence, evidence, new Set([0]))?.span ?? null;
    expect(support('Germany has 30 vacation days.')).toEqual({ start: 0, end: 18 });
    expect(support('France has 25 vacation days.')).toEqual({ start: 19, end: text.length });
    expect(support('France has 30 vacation days.')).toBeNull();
  });
});

describe('the check of relations', () => {
  const court =
    'The European Commission has the power to initiate legislation, and the European Court of Justice settles disputes. Managers approve the requests of employees. ' +
    'Visitors may park in the yard, but may not smoke. Invoices are approved by the head of Finance.';
  it.each([
    'The European Commission has the power to initiate legislation.',
    'Managers approve the requests of employees.',
    'Visitors may park in the yard, but may not smoke.',
    'The head of Finance approves invoices.',
  ])('lets through %s', (sentence) => {
    expect(quoteOf(sentence, [court])).not.toBeNull();
  });

  it.each([
    ['what is said of another', 'The European Court of Justice has the power to initiate legislation.'],
    ['subject and object that change places', 'Requests approve the managers of employees.'],
    ['a negation that moves', 'Visitors may not park in the yard, but may smoke.'],
    ['two clauses made one', 'The Commission settles disputes.'],
  ])('drops %s', (_name, sentence) => {
    expect(quoteOf(sentence, [court])).toBeNull();
  });

  it.each([
    ['Managers approve 40 requests of employees.', 'number'],
    ['Visitors may park in the yard.', 'negation'],
    ['Requests approve the managers of employees.', 'relation'],
    ['Managers in Oslo approve the requests of employees.', 'name'],
    ['Managers approve the requests of employees at the canteen downstairs.', 'words'],
    ['Yes.', 'no_claim'],
  ])('says why it drops %s', (sentence, reason) => {
    expect(whyUnsupported(sentence, readEvidence([aPassage({ text: court })], 'What are the rules?'))).toBe(reason);
  });
});
