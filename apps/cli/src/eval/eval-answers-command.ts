import { readFile } from 'node:fs/promises';
import { CarrelError } from '@carrel/core';
import { z } from 'zod';
import { listOption, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { CommandInput } from '../run-command.ts';
import { waitForModels } from '../server/wait-for-models.ts';
import { ProblemError } from '@carrel/contract';
import type { GivenAnswer } from './answer-metrics.ts';
import { scoreAnswers } from './answer-metrics.ts';
import { parseJsonLines } from './beir-dataset.ts';

const caseSchema = z.object({
  id: z.string(),
  question: z.string(),
  answer: z.string().optional(),
  evidence: z.array(z.object({ file: z.string(), quote: z.string().optional() })).default([]),
  answerable: z.boolean(),
});

/** `carrel eval answers`: asks the questions of a file against the documents that are there, and compares. */
export async function evalAnswersCommand(input: CommandInput): Promise<void> {
  const { terminal } = input.context;
  const path = textOption(input.options, 'dataset') ?? '';
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CarrelError('NOT_FOUND', { message: `There is no file ${path}.`, cause: error });
  });
  const cases = parseJsonLines(text, caseSchema, path);
  await waitForModels({ terminal, client: input.client, roles: ['embed', 'answer'], signal: input.signal });
  const answers = new Map<string, GivenAnswer>();
  const failures: { readonly id: string; readonly code: string }[] = [];
  const bar = createProgressBar(terminal, 'Asking', cases.length);
  const startMs = performance.now();
  try {
    for (const { id, question } of cases) {
      const given = await ask(input, question);
      if (typeof given === 'string') failures.push({ id, code: given });
      else answers.set(id, given);
      bar.update(answers.size + failures.length);
    }
  } finally {
    bar.stop();
  }
  const seconds = (performance.now() - startMs) / 1_000;
  const scores = scoreAnswers(cases, answers);
  const decisions = Object.fromEntries(
    Map.groupBy([...answers.values()], (one) => one.decision)
      .entries()
      .map(([decision, list]) => [decision, list.length]),
  );
  const result = { ...scores, failures, decisions, secondsPerQuestion: seconds / cases.length };
  if (terminal.isJson) {
    terminal.json(result);
    return;
  }
  const rows = Object.entries(scores).map(([name, value]) => [
    name,
    typeof value === 'number' ? (name === 'questions' ? String(value) : value.toFixed(3)) : '–',
  ]);
  terminal.text(
    columns(
      ['measure', 'value'],
      [...rows, ['seconds a question', result.secondsPerQuestion.toFixed(2)], ['decisions', JSON.stringify(decisions)]],
    ),
  );
  for (const { id, code } of failures) terminal.text(`${id}: ${code}\n`);
}

/** The answer, or the code of the problem that came instead of one. */
async function ask({ client, options, signal }: CommandInput, question: string): Promise<GivenAnswer | string> {
  const collections = listOption(options, 'collection');
  try {
    for await (const event of client.ask({ question, ...(collections !== undefined && { collections: [...collections] }) }, signal)) {
      if (event.type === 'error') return event.problem.code;
      if (event.type === 'done') return event.result;
    }
    return 'UNEXPECTED_RESPONSE';
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}
