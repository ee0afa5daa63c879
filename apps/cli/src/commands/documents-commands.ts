import type { DocumentView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { failureCodes, versionStates } from '@carrel/core';
import { findCollectionId } from './find-collection-id.ts';
import { integerOption, listArgument, textArgument, textOption, wordOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';

const pageSize = 200;

/** `carrel documents list`: what the caller may read, newest change first. */
export async function listDocumentsCommand({ context, client, options, signal }: CommandInput): Promise<void> {
  const limit = integerOption(options, 'limit', { min: 1, max: 1_000_000 });
  const filter = await filterOf({ client, options });
  const found: DocumentView[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call(routes.listDocuments, {
      query: { limit: pageSize, ...filter, ...(cursor !== undefined && { cursor }) },
      signal,
    });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && (limit === undefined || found.length < limit));
  const documents = limit === undefined ? found : found.slice(0, limit);
  if (context.terminal.isJson) context.terminal.json({ documents });
  else if (documents.length === 0) context.terminal.text('There are no documents.\n');
  else context.terminal.text(columns(['id', 'state', 'chunks', 'collection', 'path'], documents.map(rowOf)));
}

/** `carrel documents show ID`: one document; `--text` adds the extracted text to which every span refers. */
export async function showDocumentCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const id = textArgument(args, 0);
  const document = await client.call(routes.getDocument, { params: { id }, signal });
  const versionId = textOption(options, 'versionId');
  const query = versionId === undefined ? {} : { versionId };
  const text = options['text'] === true ? await client.call(routes.getDocumentText, { params: { id }, query, signal }) : undefined;
  if (context.terminal.isJson) {
    context.terminal.json({
      ...document,
      ...(text !== undefined && { textVersionId: text.versionId, text: text.text, warnings: text.warnings, keptApart: text.keptApart }),
    });
    return;
  }
  if (text !== undefined) {
    context.terminal.text(`${text.text}\n`);
    return;
  }
  const facts = [
    ['id', document.id],
    ['version', document.versionId],
    ['title', document.title],
    ['collection', document.collectionName],
    ['path', document.path],
    ['policy', document.policyName],
    ['type', document.mediaType],
    ['size', `${document.sizeBytes} bytes`],
    ['state', document.state],
    ...(document.reason === null ? [] : [['reason', `${document.reason.text} (${document.reason.code})`]]),
    ['pages', String(document.pages ?? '–')],
    ['chunks', String(document.chunks ?? '–')],
    ['published', document.publishedAt ?? '–'],
  ];
  context.terminal.text(facts.map(([name = '', value = '']) => `${name.padEnd(11)}${value}\n`).join(''));
}

/** `carrel documents delete ID…`: effective with the next request. */
export async function deleteDocumentsCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  for (const id of listArgument(args, 0)) {
    await client.call(routes.deleteDocument, { params: { id }, signal });
    if (context.terminal.isJson) context.terminal.json({ documentId: id, state: 'deleted' });
    else context.terminal.text(`Deleted ${id}.\n`);
  }
}

async function filterOf({ client, options }: Pick<CommandInput, 'client' | 'options'>) {
  const state = wordOption(options, 'state', versionStates);
  const reason = wordOption(options, 'reason', failureCodes);
  const text = textOption(options, 'text');
  const collectionId = await findCollectionId(client, textOption(options, 'collection'));
  return {
    ...(state !== undefined && { state: [state] }),
    ...(reason !== undefined && { reason: [reason] }),
    ...(text !== undefined && { text }),
    ...(collectionId !== undefined && { collectionId: [collectionId] }),
  };
}

function rowOf(document: DocumentView): readonly string[] {
  const state = document.reason === null ? document.state : `${document.state} (${document.reason.code})`;
  return [document.id, state, String(document.chunks ?? ''), document.collectionName, document.path];
}
