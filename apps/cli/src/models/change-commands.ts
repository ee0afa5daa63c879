import { routes } from '@carrel/contract';
import { textArgument, textOption } from '../option-values.ts';
import type { CommandInput } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';
import { answerModelStatus, rollBackAnswerModel, useAnswerModel } from './answer-model-commands.ts';
import { embeddingModelStatus, rollBackEmbeddingModel, useEmbeddingModel } from './embedding-commands.ts';

type Purpose = 'answer' | 'embedding';

/** `carrel models use NAME [--for answer|embedding]`. */
export async function useModelCommand(input: CommandInput): Promise<number> {
  const purpose = purposeOf(input) ?? (await purposeOfModel(input));
  return purpose === 'answer' ? useAnswerModel(input) : useEmbeddingModel(input);
}

/** `carrel models status --for answer|embedding`. */
export async function statusCommand(input: CommandInput): Promise<number> {
  return purposeOf(input) === 'answer' ? answerModelStatus(input) : embeddingModelStatus(input);
}

/** `carrel models rollback --for answer|embedding`. */
export async function rollbackCommand(input: CommandInput): Promise<number> {
  return purposeOf(input) === 'answer' ? rollBackAnswerModel(input) : rollBackEmbeddingModel(input);
}

function purposeOf({ options }: CommandInput): Purpose | null {
  const purpose = textOption(options, 'for');
  if (purpose === undefined || purpose === 'answer' || purpose === 'embedding') return purpose ?? null;
  throw new UsageError(`--for: expected answer or embedding, got "${purpose}".`);
}

/** What a model on this machine can do. A server can be named for either. */
async function purposeOfModel({ client, args, signal }: CommandInput): Promise<Purpose> {
  const name = textArgument(args, 0);
  const { items } = await client.call(routes.listModels, { signal });
  const role = items.find((one) => one.name === name)?.role;
  if (role === 'answer') return 'answer';
  if (role === 'embed' || name === 'builtin') return 'embedding';
  throw new UsageError(
    `What is "${name}" used for? Say --for answer or --for embedding; "carrel models list" shows the models on this machine.`,
  );
}
