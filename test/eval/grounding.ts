/**
 * What the check of sentences lets through and what it catches, on real texts: `node test/eval/grounding.ts [-- --every 12]`.
 * Each full sentence of every n-th page of the handbook beside the project is checked as it stands, and with everything that
 * can be planted in it: another number, unit, date or name, a negation more or less, the two sides of a verb changed, and the
 * predicate said of somebody else.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseFile } from '../../packages/parsing/src/index.ts';
import { report } from '../bench/support/measurement.ts';
import { sharedPath } from '../support/require.ts';
import { measureGrounding } from './measure-grounding.ts';
import { inventionKinds } from './plant-inventions.ts';

const { values: flags } = parseArgs({ options: { every: { type: 'string', default: '12' }, show: { type: 'string', default: '0' } } });
const root = sharedPath('corpora', 'handbook');
const pages = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.md')).toSorted();
const texts: string[] = [];
for (const page of pages.filter((_page, index) => index % Number(flags.every) === 0)) {
  const bytes = await readFile(join(root, page));
  // A page without text is none to measure.
  const parsed = await parseFile({ bytes, fileName: page, mediaType: 'text/markdown' }).catch(() => null);
  if (parsed !== null) texts.push(parsed.text);
}

const figures = measureGrounding(texts);
const planted = inventionKinds.reduce((sum, kind) => sum + figures.byKind[kind].planted, 0);
const caught = inventionKinds.reduce((sum, kind) => sum + figures.byKind[kind].caught, 0);
for (const { kind, text, original } of figures.missed.slice(0, Number(flags.show)))
  process.stderr.write(`${kind}: ${text}\n  of: ${original}\n`);
const isMet = await report({
  name: 'grounding',
  command: `npm run test:grounding -- --every ${flags.every}`,
  what: `The check of sentences on ${texts.length} pages: ${figures.sentences} sentences as they stand, ${planted} planted inventions`,
  figures: [
    { name: 'sentences that pass as they stand', value: figures.passed / figures.sentences, unit: '', goal: { atLeast: 0.98 } },
    { name: 'inventions caught', value: caught / planted, unit: '', goal: { atLeast: 0.95 } },
    ...inventionKinds.map((kind) => ({
      name: `${kind} changed: caught of ${figures.byKind[kind].planted}`,
      value: figures.byKind[kind].caught / Math.max(1, figures.byKind[kind].planted),
      unit: '',
      goal: { atLeast: 0.95 },
    })),
  ],
});
process.exitCode = isMet ? 0 : 1;
