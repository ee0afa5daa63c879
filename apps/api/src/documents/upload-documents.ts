import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { AuditTrail } from '@carrel/audit';
import type { UploadResult } from '@carrel/contract';
import type {
  BlobStore,
  Clock,
  Collection,
  DocumentId,
  IdSource,
  IngestQueue,
  PolicyId,
  QueuePlace,
  RecordStore,
  Repositories,
} from '@carrel/core';
import { bulkFromFiles, CarrelError, documentIdSchema, faultPoint, findPlaces, isoTime } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { AcceptedFile } from './accept-files.ts';
import { acceptFiles } from './accept-files.ts';
import { documentView, refusalView } from './document-view.ts';
import type { DetectMediaType, ReceivedFile } from './receive-files.ts';
import { receiveFiles, refusalCodes } from './receive-files.ts';

export interface UploadDeps {
  readonly store: RecordStore;
  readonly blobs: BlobStore;
  readonly queue: IngestQueue;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface UploadOptions {
  readonly detectMediaType: DetectMediaType;
  readonly maxFiles: number;
  readonly maxSizeBytes: number;
  readonly peekBytes: number;
}

export interface UploadPlace {
  readonly caller: Caller;
  readonly collection: Collection;
  readonly policyId: PolicyId;
  /** The document that gets a new version; undefined: each file is the document at its path. */
  readonly replaces?: DocumentId;
  /** The client's key of this upload; a repeated upload with the same key gives the first one's result. */
  readonly idempotencyKey: string | null;
}

export interface UploadDocuments {
  /** Streams a multipart request into documents. Acknowledged means: blobs fsynced, SQL committed, with the audit events. */
  fromRequest(request: IncomingMessage, place: UploadPlace): Promise<UploadResult>;
  /** The same for files that are blobs already. */
  fromFiles(files: readonly ReceivedFile[], place: UploadPlace): Promise<UploadResult>;
}

const keptMs = 24 * 60 * 60 * 1000;
/** What is kept of an upload: what became of each file. Its view is made anew, with the rights that hold then. */
const keptFilesSchema: z.ZodType<readonly AcceptedFile[]> = z.array(
  z.discriminatedUnion('outcome', [
    z.object({ outcome: z.enum(['accepted', 'unchanged']), path: z.string(), documentId: documentIdSchema }),
    z.object({ outcome: z.literal('refused'), path: z.string(), code: z.enum(refusalCodes) }),
  ]),
);

export function createUploadDocuments(deps: UploadDeps, options: UploadOptions): UploadDocuments {
  const { store, clock } = deps;
  const running = new Set<string>();

  async function fromFiles(files: readonly ReceivedFile[], place: UploadPlace): Promise<UploadResult> {
    const { caller, idempotencyKey } = place;
    const placeOf = await placesOf(store.read, files, place.collection);
    faultPoint('upload.before-transaction');
    const acceptance = await store.transaction(async (transaction) => {
      const accepted = await acceptFiles(transaction, deps, { ...place, files, placeOf });
      if (idempotencyKey !== null) await keep(transaction, { caller, key: idempotencyKey, files: accepted.files });
      faultPoint('upload.in-transaction');
      return accepted;
    });
    faultPoint('upload.after-commit');
    if (acceptance.announced.length > 0) await deps.queue.announce(acceptance.announced);
    faultPoint('upload.after-announce');
    return viewOf(acceptance.files, caller);
  }

  async function viewOf(files: readonly AcceptedFile[], caller: Caller): Promise<UploadResult> {
    const views = files.map(async (file): Promise<UploadResult['files'][number] | null> => {
      if (file.outcome === 'refused') return { outcome: 'refused', path: file.path, reason: refusalView(file.code) };
      const found = await store.read.documents.findReadable(file.documentId, [caller.userId], isoTime(clock));
      // Deleted by somebody else in this very moment: there is nothing left to show.
      return found === null
        ? { outcome: 'refused', path: file.path, reason: refusalView('NOT_FOUND') }
        : { outcome: file.outcome, path: file.path, document: documentView(found) };
    });
    return { files: (await Promise.all(views)).filter((view) => view !== null) };
  }

  async function kept(key: string, caller: Caller): Promise<UploadResult | null> {
    const found = await store.read.idempotency.find(caller.userId, key, isoTime(clock));
    return found === null ? null : viewOf(keptFilesSchema.parse(JSON.parse(found)), caller);
  }
  async function keep(
    transaction: Pick<Repositories, 'idempotency'>,
    upload: { readonly caller: Caller; readonly key: string; readonly files: readonly AcceptedFile[] },
  ): Promise<void> {
    const expiresAt = new Date(clock.nowMs() + keptMs).toISOString();
    await transaction.idempotency.put({
      userId: upload.caller.userId,
      key: upload.key,
      result: JSON.stringify(upload.files),
      at: isoTime(clock),
      expiresAt,
    });
  }

  return {
    fromFiles,
    async fromRequest(request, place) {
      const { caller, idempotencyKey } = place;
      const receive = () =>
        receiveFiles(request, {
          deps: { blobs: deps.blobs, detectMediaType: options.detectMediaType },
          options: place.replaces === undefined ? options : { ...options, maxFiles: 1 },
        });
      if (idempotencyKey === null) return fromFiles(await receive(), place);
      const name = `${caller.userId} ${idempotencyKey}`;
      if (running.has(name)) throw new CarrelError('CONFLICT', { message: 'an upload with this Idempotency-Key is still running' });
      running.add(name);
      try {
        const earlier = await kept(idempotencyKey, caller);
        if (earlier === null) return await fromFiles(await receive(), place);
        request.resume();
        return earlier;
      } finally {
        running.delete(name);
      }
    },
  };
}

/** Where files stand in the order of work. A few are waited for by somebody; many are a folder. */
async function placesOf(
  { versions }: Pick<Repositories, 'versions'>,
  files: readonly ReceivedFile[],
  { id }: Collection,
): Promise<(file: ReceivedFile) => QueuePlace | undefined> {
  const stored = files.filter((file) => file.outcome === 'stored');
  const lane = stored.length < bulkFromFiles ? 'interactive' : 'bulk';
  const places = await findPlaces(versions, { lane, key: id, sizesBytes: stored.map(({ blob }) => blob.sizeBytes) });
  const byFile = new Map<ReceivedFile, QueuePlace | undefined>(stored.map((file, index) => [file, places[index]]));
  return (file) => byFile.get(file);
}
