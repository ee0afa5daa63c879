import { setTimeout as sleep } from 'node:timers/promises';
import { resolve } from 'node:path';
import type { SourceView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { defaultCollectionName, findOrCreateCollection } from '../ingest/find-collection.ts';
import { listOption, textArgument, textOption, wordOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';
import { printSource, runLine } from './print-source.ts';

const waitPollMs = 500;

/** `carrel sources add folder PATH --collection NAME`: the folder is watched from now on. */
export async function addFolderCommand(input: CommandInput): Promise<void> {
  const { context, client, args, options, signal } = input;
  const collectionId = await findOrCreateCollection(client, textOption(options, 'collection') ?? defaultCollectionName);
  const name = textOption(options, 'name');
  const policy = textOption(options, 'policy');
  const body = {
    path: resolve(textArgument(args, 0)),
    collectionId,
    ignore: [...(listOption(options, 'ignore') ?? [])],
    ...(name !== undefined && { name }),
    ...(policy !== undefined && { policy }),
  };
  const created = await client.call(routes.createSource, { body, signal });
  const source = options['wait'] === true ? await nextRun(input, created) : created;
  if (context.terminal.isJson) context.terminal.json(source);
  else context.terminal.text(`${source.path} is watched as "${source.name}" (${source.id}).\n${runLine(source)}`);
}

/** `carrel sources list`. */
export async function listSourcesCommand({ context, client, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listSources, { signal });
  if (context.terminal.isJson) {
    context.terminal.json({ sources: items });
    return;
  }
  if (items.length === 0) context.terminal.text('There are no sources. "carrel sources add folder PATH --collection NAME" adds one.\n');
  else
    context.terminal.text(
      columns(
        ['id', 'state', 'seen', 'published', 'failed', 'collection', 'name'],
        items.map((one) => [
          one.id,
          one.lastRun?.warning?.code ?? one.state,
          String(one.lastRun?.seen ?? ''),
          String(one.documents.published ?? 0),
          String((one.lastRun?.failed ?? 0) + (one.documents.failed ?? 0)),
          one.collectionName,
          one.name,
        ]),
      ),
    );
}

/** `carrel sources show SOURCE`: its last run, and which files are not searchable and why. */
export async function showSourceCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { id } = await findSource(client, textArgument(args, 0));
  const source = await client.call(routes.getSource, { params: { id }, signal });
  if (context.terminal.isJson) context.terminal.json(source);
  else printSource(context.terminal, source);
}

/** `carrel sources run SOURCE`: looks now; with `--wait`, until the run has ended. Status 1 when it ended with a warning. */
export async function runSourceCommand(input: CommandInput): Promise<number> {
  const { context, client, args, options, signal } = input;
  const found = await findSource(client, textArgument(args, 0));
  const body = { confirmDeletions: options['confirmDeletions'] === true };
  const requested = await client.call(routes.runSource, { params: { id: found.id }, body, signal });
  const source = options['wait'] === true ? await nextRun(input, requested) : requested;
  if (context.terminal.isJson) context.terminal.json(source);
  else context.terminal.text(options['wait'] === true ? runLine(source) : `${source.name} is looked at now.\n`);
  return options['wait'] === true && source.lastRun?.warning ? 1 : 0;
}

/** `carrel sources pause SOURCE` and `carrel sources resume SOURCE`. */
export function setStateCommand(state: SourceView['state']) {
  return async ({ context, client, args, signal }: CommandInput): Promise<void> => {
    const { id } = await findSource(client, textArgument(args, 0));
    const source = await client.call(routes.updateSource, { params: { id }, body: { state }, signal });
    if (context.terminal.isJson) context.terminal.json(source);
    else context.terminal.text(`${source.name} is ${source.state}.\n`);
  };
}

/** `carrel sources remove SOURCE`: its documents stay, unless `--documents delete` is given. */
export async function removeSourceCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const { id, name } = await findSource(client, textArgument(args, 0));
  const documents = wordOption(options, 'documents', ['keep', 'delete']) ?? 'keep';
  const { deleted } = await client.call(routes.removeSource, { params: { id }, query: { documents }, signal });
  if (context.terminal.isJson) context.terminal.json({ sourceId: id, state: 'removed', deleted });
  else context.terminal.text(`${name} is not followed any more. ${deleted} documents were deleted.\n`);
}

async function findSource(client: CommandInput['client'], nameOrId: string): Promise<SourceView> {
  const { items } = await client.call(routes.listSources, {});
  const path = resolve(nameOrId);
  const found = items.find(({ id, name }) => id === nameOrId || name === nameOrId) ?? items.find((one) => one.path === path);
  if (found === undefined) throw new CarrelError('NOT_FOUND', { message: `There is no source "${nameOrId}".` });
  return found;
}

/** The source after a run that has ended since, with nothing left waiting. */
async function nextRun({ client, signal }: CommandInput, before: SourceView): Promise<SourceView> {
  for (;;) {
    const source = await client.call(routes.getSource, { params: { id: before.id }, signal });
    const isNew = source.lastRun !== null && source.lastRun.startedAt !== before.lastRun?.startedAt;
    if (isNew && source.lastRun?.waiting === 0) return source;
    await sleep(waitPollMs, undefined, { signal });
  }
}
