import type { CarrelClient, DocumentView } from '@carrel/contract';
import { isTerminalState } from '@carrel/core';
import type { UploadFile } from './find-files.ts';
import type { UploadOutcome } from './upload-files.ts';
import { uploadFiles } from './upload-files.ts';
import { waitForDocuments } from './wait-for-documents.ts';

export interface IngestInput {
  readonly client: CarrelClient;
  readonly collectionId: string;
  readonly policy?: string;
  readonly files: readonly UploadFile[];
  readonly maxUploadBytes: number;
  /** Whether to stay until each document has reached an end state. */
  readonly isWaiting: boolean;
  readonly signal: AbortSignal;
}

/** What became of one file: a document in the state that it had last, or why there is none. Null: it was deleted meanwhile. */
export type IngestOutcome =
  | { readonly type: 'document'; readonly path: string; readonly document: DocumentView }
  | { readonly type: 'refused'; readonly path: string; readonly code: string }
  | { readonly type: 'deleted'; readonly path: string; readonly documentId: string };

export interface IngestListener {
  /** Called once for each file, as it is done. */
  onOutcome(outcome: IngestOutcome): void;
  /** Called now and then with the number of files that the server has. */
  onUploaded(count: number): void;
}

/** Uploads files and follows what becomes of them. What is done early is told early. */
export async function ingestFiles(input: IngestInput, listener: IngestListener): Promise<void> {
  const { client, collectionId, policy, files, maxUploadBytes } = input;
  /** Documents that are worked on, with the path of their file. */
  const inWork = new Map<string, string>();
  const failure = new AbortController();
  const signal = AbortSignal.any([input.signal, failure.signal]);
  let uploadedCount = 0;
  let isUploaded = false;

  const onFile = (file: UploadFile, outcome: UploadOutcome) => {
    uploadedCount += 1;
    if (outcome.outcome === 'refused') listener.onOutcome({ type: 'refused', path: file.path, code: outcome.reason.code });
    else if (outcome.outcome === 'failed') listener.onOutcome({ type: 'refused', path: file.path, code: outcome.code });
    else if (input.isWaiting && !isTerminalState(outcome.document.state)) inWork.set(outcome.document.id, file.path);
    else listener.onOutcome({ type: 'document', path: file.path, document: outcome.document });
    listener.onUploaded(uploadedCount);
  };
  const upload = async () => {
    const isTooLarge = (file: UploadFile) => file.sizeBytes > maxUploadBytes;
    for (const file of files.filter(isTooLarge)) onFile(file, { outcome: 'failed', path: file.path, code: 'TOO_LARGE' });
    const target = { client, collectionId, signal, ...(policy !== undefined && { policy }) };
    await uploadFiles(
      target,
      files.filter((file) => !isTooLarge(file)),
      onFile,
    );
    isUploaded = true;
  };
  const watch = async () => {
    const onDone = (documentId: string, document: DocumentView | null) => {
      const path = inWork.get(documentId) ?? '';
      inWork.delete(documentId);
      listener.onOutcome(document === null ? { type: 'deleted', path, documentId } : { type: 'document', path, document });
    };
    await waitForDocuments(
      () => inWork.keys(),
      () => isUploaded,
      { client, collectionId, signal, onDone, onLook: () => listener.onUploaded(uploadedCount) },
    );
  };
  try {
    await Promise.all([upload(), input.isWaiting ? watch() : undefined]);
  } catch (error) {
    failure.abort(error);
    throw error;
  }
}
