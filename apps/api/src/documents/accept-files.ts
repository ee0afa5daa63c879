import type { AuditTrail } from '@carrel/audit';
import type { Clock, Document, DocumentVersion, IdSource, QueuePlace, RecordStore, Repositories, VersionId } from '@carrel/core';
import { CarrelError, faultPoint, isoTime } from '@carrel/core';
import { mayCurate, requireCurator } from '../rights/require-curator.ts';
import type { UploadedTo } from './document-at-place.ts';
import { documentAtPlace } from './document-at-place.ts';
import type { ReceivedFile, RefusalCode } from './receive-files.ts';

/** What became of a file of an upload. Ids only: the views are made after the commit. */
export type AcceptedFile =
  | { readonly outcome: 'accepted' | 'unchanged'; readonly path: string; readonly documentId: Document['id'] }
  | { readonly outcome: 'refused'; readonly path: string; readonly code: RefusalCode };

export interface AcceptDeps {
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** The policy is for new documents; a document that exists keeps its own. */
export interface AcceptInput extends UploadedTo {
  readonly files: readonly ReceivedFile[];
  /** Where the version of a file stands in the order of work. */
  readonly placeOf: (file: ReceivedFile) => QueuePlace | undefined;
  /** The document whose next version each file is, wherever the file would lie by its name. */
  readonly replaces?: Document['id'];
}

export interface Acceptance {
  readonly files: readonly AcceptedFile[];
  /** Versions that can be worked on from the commit on. */
  readonly announced: readonly VersionId[];
}

type StoredFile = Extract<ReceivedFile, { outcome: 'stored' }>;
type Transaction = Parameters<Parameters<RecordStore['transaction']>[0]>[0];

/**
 * Makes received files into documents and versions, each with its audit event, in the transaction that it is given: all of
 * an upload becomes visible together.
 *
 * A new place is a new document; other bytes at a known place are a new version; the same bytes change nothing, unless the
 * last attempt with them failed: then they are tried again.
 */
export async function acceptFiles(transaction: Transaction, deps: AcceptDeps, input: AcceptInput): Promise<Acceptance> {
  const files: AcceptedFile[] = [];
  const announced: VersionId[] = [];
  for (const file of input.files) {
    if (file.outcome === 'refused') {
      files.push(file);
      continue;
    }
    const { accepted, versionId } = await acceptFile(transaction, deps, input, file);
    files.push(accepted);
    if (versionId !== null) announced.push(versionId);
  }
  return { files, announced };
}

interface FileOutcome {
  readonly accepted: AcceptedFile;
  readonly versionId: VersionId | null;
}

async function acceptFile(transaction: Transaction, deps: AcceptDeps, input: AcceptInput, file: StoredFile): Promise<FileOutcome> {
  const existing =
    input.replaces === undefined
      ? await documentAtPlace(transaction, deps.clock, { ...input, path: file.path })
      : await transaction.documents.find(input.replaces);
  if (existing === null && input.replaces !== undefined) throw new CarrelError('NOT_FOUND');
  if (existing === null) return addDocument(transaction, deps, input, file);
  const readable = await transaction.documents.findReadable(existing.id, [input.caller.userId], isoTime(deps.clock));
  // This person may not read it any more, or not change it: they may not replace it either.
  const mayReplace = readable !== null && (await mayCurate(transaction, deps.clock, { caller: input.caller, place: existing }));
  if (!mayReplace) return { accepted: { outcome: 'refused', path: file.path, code: 'FORBIDDEN' }, versionId: null };
  const { newestVersion } = readable;
  if (newestVersion.blobSha256 !== file.blob.sha256) return addVersion(transaction, deps, { input, document: existing, file });
  return keepVersion(transaction, deps, { input, version: newestVersion, path: file.path });
}

async function addDocument(transaction: Transaction, deps: AcceptDeps, input: AcceptInput, file: StoredFile): Promise<FileOutcome> {
  const { caller, collection, policyId } = input;
  // Once more: the grant may have ended while the files came in.
  await requireCurator(transaction, deps.clock, { caller, place: { collectionId: collection.id, policyId } });
  const createdAt = isoTime(deps.clock);
  const documentId = deps.ids.documentId();
  await transaction.documents.create({
    id: documentId,
    collectionId: collection.id,
    policyId,
    path: file.path,
    title: file.fileName,
    createdAt,
  });
  const versionId = await createVersion(transaction, deps, { documentId, file, createdAt, queue: input.placeOf(file) });
  await deps.audit.record(transaction, caller.actor, {
    type: 'document.uploaded',
    documentId,
    versionId,
    collectionId: collection.id,
    policyId,
    file: uploadedFile(file),
  });
  return { accepted: { outcome: 'accepted', path: file.path, documentId }, versionId };
}

async function addVersion(
  transaction: Transaction,
  deps: AcceptDeps,
  { input, document, file }: { readonly input: AcceptInput; readonly document: Document; readonly file: StoredFile },
): Promise<FileOutcome> {
  const queue = input.placeOf(file);
  const versionId = await createVersion(transaction, deps, { documentId: document.id, file, createdAt: isoTime(deps.clock), queue });
  faultPoint('replace.in-transaction');
  await deps.audit.record(transaction, input.caller.actor, {
    type: 'document.replaced',
    documentId: document.id,
    versionId,
    collectionId: document.collectionId,
    previousVersionId: document.activeVersionId,
    file: uploadedFile(file),
  });
  return { accepted: { outcome: 'accepted', path: file.path, documentId: document.id }, versionId };
}

async function keepVersion(
  transaction: Transaction,
  deps: AcceptDeps,
  { input, version, path }: { readonly input: AcceptInput; readonly version: DocumentVersion; readonly path: string },
): Promise<FileOutcome> {
  const { documentId } = version;
  const isTriedAgain = version.state === 'failed' && (await transaction.versions.retry(version.id));
  if (!isTriedAgain) return { accepted: { outcome: 'unchanged', path, documentId }, versionId: null };
  await deps.audit.record(transaction, input.caller.actor, { type: 'document.retried', documentId, versionId: version.id });
  return { accepted: { outcome: 'accepted', path, documentId }, versionId: version.id };
}

async function createVersion(
  transaction: Pick<Repositories, 'versions'>,
  deps: AcceptDeps,
  {
    documentId,
    file,
    createdAt,
    queue,
  }: { readonly documentId: Document['id']; readonly file: StoredFile; readonly createdAt: string; readonly queue: QueuePlace | undefined },
): Promise<VersionId> {
  const id = deps.ids.versionId();
  const { blob, mediaType, fileName } = file;
  await transaction.versions.create({
    id,
    documentId,
    blobSha256: blob.sha256,
    sizeBytes: blob.sizeBytes,
    mediaType,
    fileName,
    state: 'stored',
    createdAt,
    ...(queue && { queue }),
  });
  return id;
}

function uploadedFile({ path, fileName, blob, mediaType }: StoredFile) {
  return { path, fileName, sha256: blob.sha256, sizeBytes: blob.sizeBytes, mediaType };
}
