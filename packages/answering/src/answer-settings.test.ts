import { describe, expect, it } from 'vitest';
import { readAnswerSettings } from './answer-settings.ts';

describe('readAnswerSettings', () => {
  it('has defaults that work, as version 0', () => {
    expect(readAnswerSettings(null)).toMatchObject({
      version: 0,
      temperature: 0,
      topP: 1,
      seed: 1,
      promptPassageTokens: 450,
      relevance: { minCoverage: 0.5 },
    });
  });

  it('takes what was stored over the defaults, and keeps its version', () => {
    expect(readAnswerSettings({ version: 7, value: '{"temperature":0.5,"relevance":{"minCoverage":0.4}}' })).toMatchObject({
      version: 7,
      temperature: 0.5,
      seed: 1,
      relevance: { minCoverage: 0.4, strongCoverage: 0.8 },
    });
  });

  it.each(['{"temperature":-1}', '{"temprature":0}', '{"topP":0}', '[]'])('refuses %s', (value) => {
    expect(() => readAnswerSettings({ version: 1, value })).toThrow();
  });
});
