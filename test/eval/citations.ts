/**
 * Every citation is exact: `text.slice(start, end) === quote`, over all five formats and characters outside the basic plane.
 *
 * `npm run test:quality` asks more than 100 questions with the language model beside the project; with `-- --short` 20
 * questions, of which the model answers a part.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type AskResult, type DocumentText, routes } from '@carrel/contract';
import { z } from 'zod';
import { report } from '../bench/support/measurement.ts';
import { uploadPages, waitForEnd } from '../faults/journey.ts';
import { repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { sharedPath } from '../support/require.ts';
import { astralDocuments } from './astral-documents.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const env = {
  CARREL_MODELS_DIR: sharedPath('models'),
  CARREL_EMBEDDING: 'all-minilm-l6-v2',
  CARREL_LLM: 'smollm2-135m-instruct',
  CARREL_ASKS_PER_MINUTE: '10000',
};
const sampleRoot = join(repositoryRoot, 'sample-knowledge-base');
const questionSchema = z.object({ question: z.string() });

const carrel = await startCarrel({ env });
try {
  const astral = await astralDocuments();
  const documents = await uploadPages(carrel.client, [...(await samplePages()), ...astral.pages], 'Sample');
  await waitForEnd(carrel.client, documents.values(), 300_000);
  const texts = new Map<string, DocumentText>();
  for (const id of documents.values()) texts.set(id, await carrel.client.call(routes.getDocumentText, { params: { id } }));

  const all = [...astral.questions, ...(await sampleQuestions()), ...headingQuestions(texts.values())];
  const questions = flags.short ? all.slice(0, 20) : all;
  const tally = { citations: 0, byModel: 0, wrong: 0, empty: 0, astral: 0 };
  const decisions = new Map<string, number>();
  const types = new Set<string>();
  for (const [index, question] of questions.entries()) {
    const result = await ask(question);
    decisions.set(result.decision, (decisions.get(result.decision) ?? 0) + 1);
    for (const citation of result.citations) {
      const document = texts.get(citation.documentId);
      tally.citations += 1;
      if (result.decision === 'answered') tally.byModel += 1;
      if (citation.quote === '') tally.empty += 1;
      if (document?.text.slice(citation.start, citation.end) !== citation.quote) tally.wrong += 1;
      if (/[\uD800-\uDBFF]/.test(citation.quote)) tally.astral += 1;
      if (document) types.add(document.mediaType);
    }
    process.stderr.write(`${index + 1}/${questions.length} ${result.decision} ${result.citations.length} ${result.ms.total} ms\n`);
  }
  const isMet = await report({
    name: flags.short ? 'citations-short' : 'citations',
    command: `npm run test:quality${flags.short ? ' -- --short' : ''}`,
    what: `Exact citations over ${questions.length} questions with all-minilm-l6-v2 and smollm2-135m-instruct; decisions: ${[...decisions].map(([name, count]) => `${name} ${count}`).join(', ')}`,
    figures: [
      { name: 'questions', value: questions.length, unit: 'questions', goal: { atLeast: flags.short ? 20 : 100 } },
      { name: 'citations', value: tally.citations, unit: 'citations', goal: { atLeast: flags.short ? 20 : 150 } },
      { name: 'from the language model’s own answers', value: tally.byModel, unit: 'citations', goal: { atLeast: flags.short ? 1 : 40 } },
      { name: 'quote differs from the text at its span', value: tally.wrong, unit: 'citations', goal: { atMost: 0 } },
      { name: 'empty', value: tally.empty, unit: 'citations', goal: { atMost: 0 } },
      { name: 'with characters outside the basic plane', value: tally.astral, unit: 'citations', goal: { atLeast: 5 } },
      { name: 'formats', value: types.size, unit: 'formats', goal: { atLeast: 5 } },
    ],
  });
  process.exitCode = isMet ? 0 : 1;
} finally {
  await carrel.stop();
}

async function ask(question: string): Promise<AskResult> {
  for await (const event of carrel.client.ask({ question })) {
    if (event.type === 'done') return event.result;
    if (event.type === 'error') throw new Error(event.problem.detail);
  }
  throw new Error('The stream ended early.');
}

async function samplePages() {
  const entries = await readdir(sampleRoot, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => ({ path: relative(sampleRoot, file), content: new Blob([await readFile(file)]) })));
}

async function sampleQuestions(): Promise<readonly string[]> {
  const lines = (await readFile(join(import.meta.dirname, 'sample-questions.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => questionSchema.parse(JSON.parse(line)).question);
}

/** What each section says: one question a heading of each document. */
function headingQuestions(texts: Iterable<DocumentText>): readonly string[] {
  return [...texts].flatMap((document) =>
    document.blocks
      .filter(({ kind }) => kind === 'heading')
      .map(({ start, end }) => document.text.slice(start, end).trim())
      .filter((heading) => heading !== document.title)
      .map((heading) => `What does “${document.title}” say about ${heading.toLowerCase()}?`),
  );
}
