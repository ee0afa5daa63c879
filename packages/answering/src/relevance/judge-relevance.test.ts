import { describe, expect, it } from 'vitest';
import type { ChunkId, Passage } from '@carrel/core';
import type { PassageSignals } from '@carrel/retrieval';
import { aPassage } from '../../../../test/support/builders/a-passage.ts';
import { chunkId } from '../../../../test/support/builders/ids.ts';
import { readMaterial } from '../answer-material.ts';
import { readAnswerSettings } from '../answer-settings.ts';

import { judgeRelevance } from './judge-relevance.ts';

const passages = [
  aPassage({ number: 1, title: 'Parental leave', text: 'Each parent has 18 weeks at full pay.' }),
  aPassage({ number: 2, title: 'Travel', text: 'A hotel may cost up to 165 EUR.' }),
  aPassage({ number: 3, title: 'Laptops', text: 'A laptop is replaced after four years.' }),
];
const cosineOf = (cosine: number): ReadonlyMap<ChunkId, PassageSignals> => new Map([[chunkId(1), { cosine, bm25: null }]]);
const judge = (question: string, signals: ReadonlyMap<ChunkId, PassageSignals> = new Map(), found: readonly Passage[] = passages) =>
  judgeRelevance(readMaterial(question, found), signals, readAnswerSettings(null).relevance);

describe('judgeRelevance', () => {
  it('counts words of title and text by stem, and numbers by value', () => {
    expect(judge('How many weeks of parental leave?')).toMatchObject({ coverage: 1, isRelevant: true, isStrong: true });
    expect(judge('Laptops replaced after 4 years?')).toMatchObject({ coverage: 1 });
  });

  it('weighs a word that nothing found has most', () => {
    const { coverage, isRelevant } = judge('Does the canteen replace laptops?');
    expect(coverage).toBeLessThan(0.5);
    expect(coverage).toBeGreaterThan(0.4);
    expect(isRelevant).toBe(false);
    expect(judge('When are laptops replaced?').isRelevant).toBe(true);
  });

  it('lets nearness make up for other words, and the other way round', () => {
    const question = 'How many weeks off does a mother of twins get for leave?';
    expect(judge(question).isRelevant).toBe(false);
    expect(judge(question, cosineOf(0.85)).isRelevant).toBe(true);
    expect(judge('How many weeks of parental leave?', cosineOf(0.3)).isRelevant).toBe(true);
    expect(judge(question, cosineOf(0.2)).isRelevant).toBe(false);
  });

  it('needs more than a near passage: the words that no passage has count against it', () => {
    expect(judge('Who repairs the aquarium of the lobby on weekends?', cosineOf(0.9)).isRelevant).toBe(false);
  });

  it('finds nothing relevant in nothing, and does not refuse a question without content words', () => {
    expect(judge('How many weeks?', new Map(), [])).toEqual({
      coverage: 0,
      cosine: null,
      coverages: [],
      isRelevant: false,
      isStrong: false,
    });
    expect(judge('And what is it?').coverage).toBe(1);
  });
});
