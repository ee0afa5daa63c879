import type { CatalogueModelView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';

/** `carrel models catalogue [NAME]`: what can be got, or all that is known of one. */
export async function catalogueCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listCatalogue, { signal });
  const [name] = args;
  const chosen = typeof name === 'string' ? items.filter((one) => one.name === name) : items;
  if (context.terminal.isJson) {
    context.terminal.json({ models: chosen });
    return;
  }
  if (typeof name === 'string') for (const one of chosen) context.terminal.text(`${detailLines(one).join('\n')}\n`);
  else {
    const rows = items.map((one) => [
      one.name,
      one.role,
      sizeText(one),
      one.files[0]?.precision ?? 'not known',
      one.contextTokens === null ? 'not known' : String(one.contextTokens),
      one.licence?.name ?? 'not known',
    ]);
    context.terminal.text(columns(['name', 'role', 'parameters', 'precision', 'context', 'licence'], rows));
  }
}

function detailLines(model: CatalogueModelView): readonly string[] {
  const { licence } = model;
  return [
    `${model.title}, by ${model.publisher}`,
    `parameters: ${sizeText(model)}`,
    `kind: ${kindText(model)}`,
    `context: ${model.contextTokens === null ? 'not known' : `${model.contextTokens} tokens`}`,
    `training data: ${model.trainingData ?? 'not known'}`,
    ...(licence === null
      ? ['licence: not known']
      : [`licence: ${licence.name}, ${licence.url}`, ...licence.limits.map((limit) => `  - ${limit}`)]),
    ...model.files.map((file) => `file: ${file.repository}/${file.file}, ${file.precision}, SHA-256 ${file.sha256}`),
    ...(model.notPullable === null ? [] : [model.notPullable]),
  ];
}

function kindText({ tuning, isReasoning, role }: CatalogueModelView): string {
  if (role !== 'answer') return role === 'embed' ? 'embeds text' : 'sorts what was found';
  const kind = tuning === 'base' ? 'base model: it completes text and does not answer' : 'instruction-tuned';
  return `${kind}, ${isReasoning === null ? 'reasoning not known' : isReasoning ? 'reasoning' : 'no reasoning'}`;
}

function sizeText({ parameters, activeParameters, isMixtureOfExperts }: CatalogueModelView): string {
  if (parameters === null) return 'not known';
  const all = countText(parameters);
  return isMixtureOfExperts ? `${all}, ${activeParameters === null ? 'active not known' : `${countText(activeParameters)} active`}` : all;
}

function countText(count: number): string {
  return count >= 1e9 ? `${Number((count / 1e9).toFixed(1))}B` : `${Math.round(count / 1e6)}M`;
}
