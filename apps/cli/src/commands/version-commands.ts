import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { DocumentView, UploadResult } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { waitForDocuments } from '../ingest/wait-for-documents.ts';
import { textArgument, textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';
import { UsageError } from '../usage-error.ts';
import { findCollectionId } from './find-collection-id.ts';

/** `carrel documents versions ID`: newest first; each stays readable. */
export async function listVersionsCommand({ context, client, args, signal }: CommandInput): Promise<void> {
  const { items } = await client.call(routes.listDocumentVersions, { params: { id: textArgument(args, 0) }, signal });
  if (context.terminal.isJson) {
    context.terminal.json({ versions: items });
    return;
  }
  const rows = items.map((one) => {
    const state = one.reason === null ? one.state : `${one.state} (${one.reason.code})`;
    return [String(one.number), one.id, one.isActive ? `${state}, answers` : state, one.createdAt, one.fileName];
  });
  context.terminal.text(columns(['number', 'id', 'state', 'uploaded', 'file'], rows));
}

/** `carrel documents replace ID FILE`: the document keeps its place. Status 1 when the file was not taken or has failed. */
export async function replaceDocumentCommand(input: CommandInput): Promise<number> {
  const { context, args, options } = input;
  const path = textArgument(args, 1);
  const file = await upload(input, textArgument(args, 0), path);
  if (file.outcome === 'refused') {
    if (context.terminal.isJson) context.terminal.json(file);
    else context.terminal.text(`${path}: ${file.reason.text}\n`);
    return 1;
  }
  const document = options['wait'] === true && file.outcome === 'accepted' ? await settled(input, file.document) : file.document;
  if (context.terminal.isJson) context.terminal.json({ outcome: file.outcome, document });
  else if (file.outcome === 'unchanged') context.terminal.text(`${document.path} has these bytes already.\n`);
  else context.terminal.text(`${document.path}: ${document.reason?.text ?? document.state}\n`);
  return document.state === 'failed' ? 1 : 0;
}

async function upload({ client, signal }: CommandInput, documentId: string, path: string): Promise<UploadResult['files'][number]> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) throw new CarrelError('NOT_FOUND', { message: `There is no file at ${path}.` });
  const content = await openAsBlob(path);
  const { files } = await client.replace({ documentId, fileName: basename(path), content, idempotencyKey: randomUUID(), signal });
  const [file] = files;
  if (file === undefined) throw new CarrelError('UPLOAD_INCOMPLETE', { message: 'The server took no file.' });
  return file;
}

/** The document when its newest version has reached its end; as it was when somebody deletes it meanwhile. */
async function settled({ client, signal }: CommandInput, document: DocumentView): Promise<DocumentView> {
  const waiting = new Set([document.id]);
  let last = document;
  const onDone = (id: string, found: DocumentView | null) => {
    waiting.delete(id);
    last = found ?? last;
  };
  await waitForDocuments(
    () => waiting,
    () => true,
    { client, collectionId: document.collectionId, signal, onDone },
  );
  return last;
}

/** `carrel documents move ID`: another collection, another path, or both. */
export async function moveDocumentCommand({ context, client, args, options, signal }: CommandInput): Promise<void> {
  const collectionId = await findCollectionId(client, textOption(options, 'collection'));
  const path = textOption(options, 'path');
  if (collectionId === undefined && path === undefined) throw new UsageError('Say where to: --collection NAME, --path PATH or both.');
  const body = { ...(collectionId !== undefined && { collectionId }), ...(path !== undefined && { path }) };
  const document = await client.call(routes.updateDocument, { params: { id: textArgument(args, 0) }, body, signal });
  if (context.terminal.isJson) context.terminal.json(document);
  else context.terminal.text(`It is ${document.path} in ${document.collectionName} now.\n`);
}
