import { describe, expect, it } from 'vitest';
import { choiceOfAddress, filtersOfChoice } from './search-choice.ts';

const address = (values: Readonly<Record<string, string>>) => ({ get: (key: string) => values[key] ?? null });

describe('choiceOfAddress', () => {
  it('reads lists, and leaves out what is not known', () => {
    expect(choiceOfAddress(address({ within: 'col_1,col_2', kind: 'text/html', since: 'week', sort: 'newest' }))).toEqual({
      collections: ['col_1', 'col_2'],
      types: ['text/html'],
      period: 'week',
      sort: 'newest',
    });
    expect(choiceOfAddress(address({ since: 'century', sort: 'luck' }))).toEqual({
      collections: [],
      types: [],
      period: null,
      sort: 'relevance',
    });
  });
});

describe('filtersOfChoice', () => {
  const choice = choiceOfAddress(address({}));
  const nowMs = Date.parse('2026-11-25T12:34:56.000Z');

  it('is nothing when nothing is chosen', () => {
    expect(filtersOfChoice(choice, nowMs)).toBeUndefined();
  });

  it('begins a period at a whole hour', () => {
    expect(filtersOfChoice({ ...choice, period: 'week' }, nowMs)).toEqual({ changedAfter: '2026-11-18T12:00:00.000Z' });
    expect(filtersOfChoice({ ...choice, types: ['text/html'] }, nowMs)).toEqual({ types: ['text/html'] });
  });
});
