import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMatches } from './find-matches.ts';

const found = (text: string, query: string) => findMatches(text, query).map(({ start, end }) => text.slice(start, end));

describe('findMatches', () => {
  it('finds words in any case and across line breaks', () => {
    expect(found('Parental leave. PARENTAL\n  LEAVE again.', 'parental leave')).toEqual(['Parental leave', 'PARENTAL\n  LEAVE']);
  });

  it('takes signs of the query as they are', () => {
    expect(found('costs 3.50 (net), not 3x50', '3.50 (net)')).toEqual(['3.50 (net)']);
    expect(found('a\\b', '\\')).toEqual(['\\']);
  });

  it('finds nothing while nothing is written', () => {
    expect(findMatches('text', '   ')).toEqual([]);
  });

  it('gives spans in order that never overlap, whatever is looked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 4 }), (text, query) => {
        const spans = findMatches(text, query);
        for (const [index, span] of spans.entries()) {
          expect(span.end).toBeGreaterThan(span.start);
          expect(span.start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0);
        }
      }),
    );
  });
});
