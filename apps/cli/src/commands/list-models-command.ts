import { routes } from '@carrel/contract';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';

/** `carrel models list`: the models on this machine and those in use. */
export async function listModelsCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listModels, { signal });
  if (context.terminal.isJson) {
    context.terminal.json({ models: items });
    return;
  }
  if (items.length === 0)
    context.terminal.text(
      'There is no model. Put a GGUF file into the folder models of the data folder, and name it with CARREL_LLM or CARREL_EMBEDDING.\n',
    );
  const rows = items.map((one) => [
    one.name,
    one.role,
    one.isInUse ? `${one.state}, in use` : one.state,
    sizeText(one.sizeBytes),
    one.licence ?? '',
    one.sha256?.slice(0, 12) ?? '',
    one.source,
  ]);
  context.terminal.text(columns(['name', 'role', 'state', 'size', 'licence', 'sha256', 'source'], rows));
  for (const one of items) if (one.reason !== null) context.terminal.text(`\n${one.name}: ${one.reason}\n`);
}

function sizeText(sizeBytes: number | null): string {
  return sizeBytes === null ? '' : `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}
