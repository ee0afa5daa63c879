import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStatement } from '../check/read-statement.ts';
import { parseNumber } from './parse-number.ts';

const quantitiesOf = (text: string) =>
  readStatement(text).quantities.map(({ value, unit }) => (unit === null ? value : `${value} ${unit}`));
const datesOf = (text: string) => readStatement(text).dates.map(({ year, month, day }) => `${year ?? '?'}-${month ?? '?'}-${day ?? '?'}`);

describe('numbers', () => {
  it.each([
    ['16 weeks', ['16 week']],
    ['sixteen weeks', ['16 week']],
    ['16.0 Wochen', ['16 week']],
    ['a 16-week leave', ['16 week']],
    ['16 fully paid weeks', ['16 week']],
    ['$300', ['300 usd']],
    ['USD 300', ['300 usd']],
    ['300 dollars', ['300 usd']],
    ['1,000 EUR', ['1000 eur']],
    ['1.000 EUR', ['1000 eur']],
    ['1\u00a0000 €', ['1000 eur']],
    ['1.234,56 €', ['1234.56 eur']],
    ['0.125 %', ['0.125 %']],
    ['4,5 Prozent', ['4.5 %']],
    ['$3 million', ['3000000 usd']],
    ['300k', ['300000']],
    ['two hundred people', ['200']],
    ['twenty-five pages', ['25']],
    ['einundzwanzig Tage', ['21 day']],
    ['the 10th anniversary', ['#10']],
    ['the second floor', ['#2']],
    ['one week', ['1 week']],
    ['no one knows', []],
    ['5-10 people', ['5', '10']],
    ['at −5 °C', ['-5 °']],
    ['COVID-19', ['19']],
    ['at 9:30', ['9:30']],
    ['version 2.0.1', ['2.0.1']],
    ['½ day', ['1/2 day']],
    ['room A4', []],
  ])('reads %s', (text, expected) => {
    expect(quantitiesOf(text)).toEqual(expected);
  });

  it('gives the same value to a number however its thousands are grouped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.constantFrom(',', '.', "'", '\u00a0', '\u202f', '’'), (number, sign) => {
        const grouped = String(number).replaceAll(/\B(?=(?:\d{3})+$)/gu, sign);
        expect(parseNumber(grouped)).toBe(String(number));
      }),
    );
  });

  it('never gives two numbers the same value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e9 }), (one, other) => {
        expect(parseNumber(String(one)) === parseNumber(String(other))).toBe(one === other);
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    ['2026-11-20', ['2026-11-20']],
    ['20.11.2026', ['2026-11-20']],
    ['11/20/2026', ['2026-11-20']],
    ['20/11/2026', ['2026-11-20']],
    ['20 November 2026', ['2026-11-20']],
    ['November 20th, 2026', ['2026-11-20']],
    ['am 20. November', ['?-11-20']],
    ['31. März 2026', ['2026-3-31']],
    ['in March 2026', ['2026-3-?']],
    ['you may take 3 days', []],
    ['they march 20 miles', []],
    ['in May they met', []],
    ['2026-13-45', []],
  ])('reads %s', (text, expected) => {
    expect(datesOf(text)).toEqual(expected);
  });

  it('leaves the numbers of a date out of the other numbers', () => {
    expect(quantitiesOf('From 20 November 2026 you have 30 days.')).toEqual(['30 day']);
  });
});
