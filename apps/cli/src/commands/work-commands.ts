import { routes } from '@carrel/contract';
import { failureCodes } from '@carrel/core';
import { listArgument, textOption, wordOption } from '../option-values.ts';
import type { CommandInput } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';
import { findCollectionId } from './find-collection-id.ts';

/** `carrel documents retry ID…`, or `--all`: another attempt for documents that failed. */
export async function retryDocumentsCommand(input: CommandInput): Promise<void> {
  const { client, options, signal } = input;
  if (options['all'] !== true) return eachDocument(input, 'retryDocument');
  const reason = wordOption(options, 'reason', failureCodes);
  const body = { ...(await bulkOf(input)), ...(reason !== undefined && { reason: [reason] }) };
  printCount(input, 'retried', (await client.call(routes.retryDocuments, { body, signal })).count);
}

/** `carrel documents cancel ID…`, or `--all`: stops the work on documents. */
export async function cancelDocumentsCommand(input: CommandInput): Promise<void> {
  const { client, options, signal } = input;
  if (options['all'] !== true) return eachDocument(input, 'cancelDocument');
  printCount(input, 'cancelled', (await client.call(routes.cancelDocuments, { body: await bulkOf(input), signal })).count);
}

async function eachDocument({ context, client, args, signal }: CommandInput, act: 'retryDocument' | 'cancelDocument'): Promise<void> {
  const ids = listArgument(args, 0);
  if (ids.length === 0) throw new UsageError('Name documents by their ids, or give --all.');
  for (const id of ids) {
    const document = await client.call(routes[act], { params: { id }, signal });
    if (context.terminal.isJson) context.terminal.json(document);
    else context.terminal.text(`${document.path} is ${document.state}.\n`);
  }
}

async function bulkOf({ client, args, options }: CommandInput) {
  if (listArgument(args, 0).length > 0) throw new UsageError('Give either ids or --all.');
  const collectionId = await findCollectionId(client, textOption(options, 'collection'));
  const text = textOption(options, 'text');
  return { ...(collectionId !== undefined && { collectionId }), ...(text !== undefined && { text }) };
}

function printCount({ context }: CommandInput, word: 'retried' | 'cancelled', count: number): void {
  if (context.terminal.isJson) context.terminal.json({ [word]: count });
  else context.terminal.text(`${count} documents were ${word}.\n`);
}
