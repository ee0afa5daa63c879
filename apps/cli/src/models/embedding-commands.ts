import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddingIndexView, EmbeddingStatusView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { z } from 'zod';
import { parseJsonLines } from '../eval/beir-dataset.ts';
import { exitStatus } from '../exit-status.ts';
import { textArgument, textOption } from '../option-values.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { CommandInput, CommandOptions } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';
import { embeddingText, figureLines } from './embedding-text.ts';

const pollMs = 500;

/** A line of a file of questions, as `carrel eval answers` takes it. */
const goldenLineSchema = z.object({
  question: z.string(),
  evidence: z.array(z.object({ file: z.string(), quote: z.string().optional() })).default([]),
  answerable: z.boolean().default(true),
});

/**
 * `carrel models use NAME --for embedding`: makes the index of another embedding model beside the one that serves, and lets it
 * serve when its figures are good. Ctrl-C stops the waiting, not the change.
 */
export async function useEmbeddingModel(input: CommandInput): Promise<number> {
  const { client, args, options, signal } = input;
  const golden = await goldenQuestions(textOption(options, 'golden'));
  const body = { model: textArgument(args, 0), isAutomatic: options['hold'] !== true, ...(golden !== undefined && { golden }) };
  const begun = await client.call(routes.changeEmbedding, { body, signal });
  if (options['wait'] === false || begun.change === null) return print(input, begun, true);
  return follow(input, begun.change.id);
}

/** `carrel models status --for embedding`. */
export async function embeddingModelStatus(input: CommandInput): Promise<number> {
  return print(input, await input.client.call(routes.getEmbedding, { signal: input.signal }), true);
}

/** `carrel models switch --for embedding`: for a change that was begun with `--hold`. */
export async function switchCommand(input: CommandInput): Promise<number> {
  const { client, options, signal } = input;
  requireEmbedding(options);
  const { change } = await client.call(routes.switchEmbedding, { signal });
  return change === null ? embeddingModelStatus(input) : follow(input, change.id);
}

/** `carrel models cancel --for embedding`: the new index is given up. */
export async function cancelCommand(input: CommandInput): Promise<number> {
  requireEmbedding(input.options);
  return print(input, await input.client.call(routes.cancelEmbedding, { signal: input.signal }), true);
}

/** `carrel models rollback --for embedding`: the model before serves again, with the next questions. */
export async function rollBackEmbeddingModel(input: CommandInput): Promise<number> {
  return print(input, await input.client.call(routes.rollBackEmbedding, { signal: input.signal }), true);
}

function requireEmbedding(options: CommandOptions): void {
  if (options['for'] !== 'embedding') throw new UsageError('Only a change of the embedding model goes on by itself: --for embedding.');
}

async function goldenQuestions(path: string | undefined) {
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CarrelError('NOT_FOUND', { message: `There is no file ${path}.`, cause });
  });
  const lines = parseJsonLines(text, goldenLineSchema, path);
  return lines
    .filter(({ answerable, evidence }) => answerable && evidence.length > 0)
    .map(({ question, evidence }) => ({
      question,
      evidence: evidence.map(({ file, quote }) => ({ file, ...(quote !== undefined && { quote }) })),
    }));
}

/** Tells how it goes on until the index serves, waits to be asked, or is given up. */
async function follow(input: CommandInput, id: string): Promise<number> {
  const { client, context, signal } = input;
  const bar = createProgressBar(context.terminal, 'Filling the new index', 0);
  let shown = '';
  try {
    for (;;) {
      const status = await client.call(routes.getEmbedding, { signal });
      const index = [status.change, status.serving, status.previous, status.ended].find((one) => one?.id === id);
      if (index === undefined || index === null) return print(input, status, false);
      bar.setTotal(index.progress.total);
      if (index.state === 'filling' && index.progress.total > 0) bar.update(index.progress.done, 'versions');
      const line = stepLine(index);
      if (line !== shown) context.terminal.note(`${line}\n`);
      shown = line;
      if (index.state === 'serving') return print(input, status, true);
      if (index.state === 'ready' && !index.isAutomatic) return print(input, status, true);
      if (index.end !== null) return print(input, status, false);
      await sleep(pollMs, undefined, { signal });
    }
  } finally {
    bar.stop();
  }
}

function stepLine({ setting, state, problem }: EmbeddingIndexView): string {
  return problem === null ? `${setting}: ${state}` : `${setting}: ${state}: ${problem.text}`;
}

function print({ context }: CommandInput, status: EmbeddingStatusView, ok: boolean): number {
  if (context.terminal.isJson) context.terminal.json(status);
  else {
    context.terminal.text(embeddingText(status));
    const figures = status.change ?? (ok ? status.serving : status.ended);
    if (figures?.gate)
      context.terminal.text(
        figureLines(figures.gate)
          .map((line) => `  ${line}\n`)
          .join(''),
      );
  }
  return ok ? exitStatus.done : exitStatus.failed;
}
