import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerModelStatus } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { exitStatus } from '../exit-status.ts';
import { textArgument } from '../option-values.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { CommandInput } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';

const pollMs = 500;

/**
 * `carrel models use NAME --for answer`: loads another language model beside the one that answers, and lets it answer from the next
 * question on. Ctrl-C while it loads leaves things as they are.
 */
export async function useAnswerModel(input: CommandInput): Promise<number> {
  const { client, args, options, signal } = input;
  for (const option of ['golden', 'hold']) if (options[option] !== undefined) throw new UsageError(`--${option} is for embedding models.`);
  const body = { model: textArgument(args, 0) };
  return untilItAnswers(input, () => client.call(routes.useAnswerModel, { body, signal }));
}

/** `carrel models status --for answer`. */
export async function answerModelStatus(input: CommandInput): Promise<number> {
  return print(input, await input.client.call(routes.getAnswerModel, { signal: input.signal }));
}

/** `carrel models rollback --for answer`. */
export async function rollBackAnswerModel(input: CommandInput): Promise<number> {
  return untilItAnswers(input, () => input.client.call(routes.rollBackAnswerModel, { signal: input.signal }));
}

async function untilItAnswers(input: CommandInput, ask: () => Promise<AnswerModelStatus>): Promise<number> {
  const bar = createProgressBar(input.context.terminal, 'Loading the model', 0);
  try {
    for (;;) {
      const status = await ask();
      if (status.loading === null || input.options['wait'] === false) return print(input, status);
      bar.update(0, status.loading);
      await sleep(pollMs, undefined, { signal: input.signal });
    }
  } finally {
    bar.stop();
  }
}

function print({ context }: CommandInput, status: AnswerModelStatus): number {
  const { inUse, configured, previous, canGoBack, loading } = status;
  if (context.terminal.isJson) {
    context.terminal.json(status);
    return exitStatus.done;
  }
  const lines = [
    inUse === null ? 'No language model answers: answers are quoted.' : `${inUse} answers.`,
    ...(loading === null ? [] : [`${loading} is being loaded. Give the command again to use it.`]),
    ...(canGoBack ? [`Before: ${previous ?? 'none'}. "carrel models rollback --for answer" goes back to it.`] : []),
    ...(inUse === configured ? [] : [`CARREL_LLM says ${configured ?? 'nothing'}; it holds again when it is changed.`]),
  ];
  context.terminal.text(`${lines.join('\n')}\n`);
  return exitStatus.done;
}
