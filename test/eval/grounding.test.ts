import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../../packages/parsing/src/index.ts';
import { needsFile, repositoryRoot, sharedPath } from '../support/require.ts';
import { type GroundingFigures, measureGrounding } from './measure-grounding.ts';

/** @see docs/evaluation.md: the figures over all pages come from `node test/eval/grounding.ts`. */
const handbookPages = [
  'sourcegraph/content/benefits-pay-perks/benefits-perks/travel/index.md',
  'tts-18f/pages/travel-and-leave/leave.md',
  'sourcegraph/content/departments/security/security-incident-response-process.md',
];

async function figuresOf(root: string, pages: readonly string[]): Promise<GroundingFigures> {
  const texts = pages.map(async (page) => {
    const bytes = await readFile(join(root, page));
    return (await parseFile({ bytes, fileName: page, mediaType: 'text/markdown' })).text;
  });
  return measureGrounding(await Promise.all(texts));
}

function caughtShare({ byKind }: GroundingFigures): number {
  const all = Object.values(byKind);
  return all.reduce((sum, { caught }) => sum + caught, 0) / all.reduce((sum, { planted }) => sum + planted, 0);
}

describe('the check of sentences', () => {
  it('lets through what the sample documents say, and catches 95 % of what is planted in it', async () => {
    const figures = await figuresOf(repositoryRoot, [
      'sample-knowledge-base/People/vacation.md',
      'sample-knowledge-base/People/travel-expenses-2023.md',
      'sample-knowledge-base/Products/warranty.md',
      'sample-knowledge-base/IT and security/passwords-and-accounts.md',
    ]);
    expect(figures.sentences).toBeGreaterThan(20);
    expect(figures.passed).toBe(figures.sentences);
    expect(caughtShare(figures)).toBeGreaterThanOrEqual(0.95);
  });

  it.runIf(needsFile('corpora', 'handbook'))('does so on pages of a handbook', async () => {
    const figures = await figuresOf(sharedPath('corpora', 'handbook'), handbookPages);
    expect(figures.sentences).toBeGreaterThan(150);
    expect(figures.passed / figures.sentences).toBeGreaterThanOrEqual(0.98);
    expect(caughtShare(figures)).toBeGreaterThanOrEqual(0.95);
  });
});
