import { routes } from '@carrel/contract';
import { searchModes } from '@carrel/core';
import { integerOption, listOption, textArgument, wordOption } from '../option-values.ts';
import type { CommandInput } from '../run-command.ts';
import { waitForModels } from '../server/wait-for-models.ts';
import { placeWords } from './place-words.ts';

const previewLength = 300;

/** `carrel search QUERY`: the passages that answer best. */
export async function searchCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { terminal } = context;
  const collections = listOption(options, 'collection');
  const body = {
    query: textArgument(args, 0),
    limit: integerOption(options, 'limit', { min: 1, max: 200 }) ?? 10,
    mode: wordOption(options, 'mode', searchModes) ?? 'hybrid',
    ...(collections !== undefined && { collections: [...collections] }),
  };
  if (body.mode !== 'text') await waitForModels({ terminal, client, roles: ['embed'], signal });
  const result = await client.call(routes.search, { body, signal });
  if (terminal.isJson) {
    terminal.json(result);
    return;
  }
  if (result.passages.length === 0) terminal.text('Nothing was found.\n');
  for (const { rank, title, path, page, location, headings, text } of result.passages) {
    const place = [path, ...placeWords({ page, location }), ...headings].join(' › ');
    terminal.text(`${rank}. ${title}\n   ${place}\n   ${preview(text)}\n\n`);
  }
  if (result.mode !== body.mode) terminal.note(`Searched by ${result.mode} alone: no embedding model is in use.\n`);
}

function preview(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= previewLength ? line : `${line.slice(0, previewLength).trimEnd()}…`;
}
