import { existsSync, readFileSync } from 'node:fs';
import { sharedPath } from '../../support/require.ts';
import { z } from 'zod';

const lineSchema = z.object({ title: z.string().optional(), text: z.string() });
const querySchema = z.object({ text: z.string() });

/** `count` passages of about 230 tokens and the questions asked of them: abstracts beside the project, joined and repeated with a number of their own. */
export function passageTexts(count: number): { readonly passages: readonly string[]; readonly questions: readonly string[] } {
  const folder = sharedPath('corpora', 'ir', 'vaswani-npl');
  if (!existsSync(folder)) throw new Error(`This bench needs ${folder}.`);
  const abstracts = jsonLines(`${folder}/corpus.jsonl`).map((line) => lineSchema.parse(line).text);
  const questions = jsonLines(`${folder}/queries.jsonl`).map((line) => querySchema.parse(line).text);
  const at = (index: number) => abstracts[index % abstracts.length] ?? '';
  const passages = Array.from({ length: count }, (_passage, index) =>
    `Record ${index}. ${[0, 7919, 15_013, 23_011].map((step) => at(index + step)).join(' ')}`.slice(0, 1100),
  );
  return { passages, questions };
}

function jsonLines(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
