import type { CarrelClient, ModelView } from '@carrel/contract';
import { ProblemError, routes } from '@carrel/contract';
import { columns } from '../output/columns.ts';
import { createProgressBar } from '../output/progress-bar.ts';
import type { CommandInput } from '../run-command.ts';

/** `carrel models list`: the models on this machine and those in use. A file that nobody has read yet is read for its digest. */
export async function listModelsCommand(input: CommandInput): Promise<void> {
  const { context, client, signal } = input;
  const { items } = await client.call(routes.listModels, { signal });
  const models = await withDigests(input, items);
  if (context.terminal.isJson) {
    context.terminal.json({ models });
    return;
  }
  if (models.length === 0)
    context.terminal.text(
      'There is no model. Put a GGUF file into the folder models of the data folder, and name it with CARREL_LLM or CARREL_EMBEDDING.\n',
    );
  const rows = models.map((one) => [
    one.name,
    one.role,
    one.isInUse ? `${one.state}, in use` : one.state,
    sizeText(one.sizeBytes),
    one.licence ?? '',
    one.sha256?.slice(0, 12) ?? '',
    one.source,
  ]);
  context.terminal.text(columns(['name', 'role', 'state', 'size', 'licence', 'sha256', 'source'], rows));
  for (const one of models) if (one.reason !== null) context.terminal.text(`\n${one.name}: ${one.reason}\n`);
}

/** Digests are remembered by the server, so a file is read once. */
async function withDigests({ context, client, signal }: CommandInput, models: readonly ModelView[]): Promise<readonly ModelView[]> {
  const isUnread = (model: ModelView) => model.sha256 === null && model.state === 'installed';
  const totalMegabytes = Math.round(models.filter(isUnread).reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0) / 1_000_000);
  const bar = createProgressBar(context.terminal, 'Reading model files', totalMegabytes);
  const read: ModelView[] = [];
  let doneMegabytes = 0;
  try {
    for (const model of models) {
      if (!isUnread(model)) {
        read.push(model);
        continue;
      }
      bar.update(doneMegabytes, `MB, ${model.name}`);
      read.push({ ...model, sha256: await digestOf(client, model.name, signal) });
      doneMegabytes += Math.round((model.sizeBytes ?? 0) / 1_000_000);
    }
  } finally {
    bar.stop();
  }
  return read;
}

/** Null for whoever may not have files read: that is for admins. */
async function digestOf(client: CarrelClient, name: string, signal: AbortSignal): Promise<string | null> {
  try {
    return (await client.call(routes.verifyModel, { body: { name }, signal })).sha256;
  } catch (error) {
    if (error instanceof ProblemError && (error.problem.status === 403 || error.problem.status === 404)) return null;
    throw error;
  }
}

function sizeText(sizeBytes: number | null): string {
  return sizeBytes === null ? '' : `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}
