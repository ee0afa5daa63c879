import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { SearchMode } from '@carrel/core';
import { CarrelError, searchModes } from '@carrel/core';
import type { CliContext } from '../cli-context.ts';
import { textOption, wordOption } from '../option-values.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { CommandOptions } from '../run-command.ts';
import { openServer } from '../server/open-server.ts';
import { requireEmbedding } from '../server/wait-for-models.ts';
import type { BeirDataset } from './beir-dataset.ts';
import { readBeirDataset } from './beir-dataset.ts';
import { rankedDocuments } from './corpus-files.ts';
import type { IndexedCorpus } from './ensure-corpus.ts';
import { ensureCorpus } from './ensure-corpus.ts';
import { evalContext } from './eval-context.ts';
import { meanScores } from './ranking-metrics.ts';
import { trecRun } from './trec-run.ts';

const documentsPerQuestion = 100;

/** `carrel eval retrieval`: ranking quality on a data set in BEIR's layout, through the same ingest and search as everything else. */
export async function evalRetrievalCommand(context: CliContext, options: CommandOptions, signal: AbortSignal): Promise<void> {
  const folder = textOption(options, 'dataset') ?? '.';
  const mode = wordOption(options, 'mode', searchModes) ?? 'hybrid';
  const runPath = textOption(options, 'run');
  const dataset = await readBeirDataset(folder);
  const measured = evalContext(context, dataset.corpusSha256);
  const hasEmbedding = measured.config.models.embedding !== null || measured.config.models.isBuiltinEmbeddingUsed;
  if (mode !== 'text' && !hasEmbedding) {
    throw new CarrelError('MODEL_NOT_FOUND', {
      message: `Mode "${mode}" needs an embedding model. Name one with CARREL_EMBEDDING, or measure with --mode text.`,
    });
  }
  const server = await openServer(measured);
  try {
    if (measured.config.models.embedding !== null) await requireEmbedding({ terminal: context.terminal, client: server.client, signal });
    const corpus = await ensureCorpus(measured, server.client, { corpus: dataset.corpus, signal });
    const { run, seconds } = await askAll(context, server.client, { dataset, mode, signal });
    if (runPath !== undefined) writeFileSync(runPath, trecRun(run, `carrel-${mode}`));
    report(context, { folder, mode, dataset, corpus, run, seconds });
  } finally {
    await server.close();
  }
}

interface Asked {
  readonly dataset: BeirDataset;
  readonly mode: SearchMode;
  readonly signal: AbortSignal;
}

/** One question after the other: the rate is the one that a single person sees. */
async function askAll(
  { terminal }: CliContext,
  client: CarrelClient,
  { dataset, mode, signal }: Asked,
): Promise<{ readonly run: ReadonlyMap<string, readonly string[]>; readonly seconds: number }> {
  const questions = dataset.questions.filter((question) => dataset.judgments.has(question.id));
  const run = new Map<string, readonly string[]>();
  const bar = createProgressBar(terminal, 'Asking', questions.length);
  const startMs = performance.now();
  try {
    for (const { id, text } of questions) {
      const result = await client.call(routes.search, { body: { query: text, limit: documentsPerQuestion, mode }, signal });
      if (result.mode !== mode)
        throw new CarrelError('MODEL_UNAVAILABLE', {
          message: `Question ${id} was searched by ${result.mode}, not by ${mode}: the embedding model does not answer.`,
        });
      run.set(id, rankedDocuments(result.passages, documentsPerQuestion));
      bar.update(run.size);
    }
  } finally {
    bar.stop();
  }
  return { run, seconds: (performance.now() - startMs) / 1_000 };
}

interface Measured extends Omit<Asked, 'signal'> {
  readonly folder: string;
  readonly corpus: IndexedCorpus;
  readonly run: ReadonlyMap<string, readonly string[]>;
  readonly seconds: number;
}

function report({ terminal }: CliContext, { folder, mode, dataset, corpus, run, seconds }: Measured): void {
  const mean = meanScores(run, dataset.judgments);
  if (mean === null) throw new CarrelError('INVALID_REQUEST', { message: 'No question of the data set has a relevant document.' });
  const result = {
    dataset: basename(resolve(folder)),
    mode,
    documents: dataset.corpus.length,
    failedDocuments: corpus.failed,
    passages: corpus.passages,
    questions: mean.questionCount,
    ...mean.scores,
    queriesPerSecond: run.size / seconds,
    passagesIndexedPerSecond: corpus.indexedPassages / corpus.seconds,
    isIndexNew: corpus.isNew,
  };
  if (terminal.isJson) {
    terminal.json(result);
    return;
  }
  const lines = [
    ['nDCG@10', result.ndcg10.toFixed(4)],
    ['recall@10', result.recall10.toFixed(4)],
    ['recall@100', result.recall100.toFixed(4)],
    ['MRR@10', result.mrr10.toFixed(4)],
    ['queries/s', result.queriesPerSecond.toFixed(1)],
    [
      'passages indexed/s',
      `${result.passagesIndexedPerSecond.toFixed(1)}${corpus.isNew ? '' : ' (in an earlier run; the index was kept)'}`,
    ],
  ];
  terminal.text(`${result.dataset}, ${mode}: ${result.questions} questions, ${result.documents} documents, ${result.passages} passages\n`);
  terminal.text(lines.map(([name = '', value = '']) => `${name.padEnd(20)}${value}\n`).join(''));
}
