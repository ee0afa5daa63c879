import type { CollectionId, DocumentId, PolicyId, Sha256, VersionId } from './ids.ts';
import type { Validity } from './validity.ts';
import type { FailureCode } from './errors/failure-codes.ts';

export const sensitivityLabels = ['public', 'internal', 'confidential', 'restricted'] as const;
export type SensitivityLabel = (typeof sensitivityLabels)[number];

export const mediaTypes = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  markdown: 'text/markdown',
  html: 'text/html',
  text: 'text/plain',
  csv: 'text/csv',
  eml: 'message/rfc822',
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  rtf: 'application/rtf',
  epub: 'application/epub+zip',
} as const;
export type MediaType = (typeof mediaTypes)[keyof typeof mediaTypes];

/** The order is the order of work; a version moves along it or to `failed`, `quarantined` or `deleted`. */
export const versionStates = [
  'received',
  'stored',
  'parsing',
  'chunked',
  'embedding',
  'indexed',
  'published',
  'failed',
  'quarantined',
  'deleted',
] as const;
export type VersionState = (typeof versionStates)[number];

/** States in which nothing more happens by itself. */
export const terminalVersionStates = ['published', 'failed', 'quarantined', 'deleted'] as const satisfies readonly VersionState[];

const nextStates: Readonly<Record<VersionState, readonly VersionState[]>> = {
  received: ['stored', 'failed', 'deleted'],
  stored: ['parsing', 'failed', 'deleted'],
  parsing: ['chunked', 'stored', 'failed', 'quarantined', 'deleted'],
  chunked: ['embedding', 'stored', 'failed', 'deleted'],
  embedding: ['indexed', 'stored', 'failed', 'deleted'],
  indexed: ['published', 'stored', 'failed', 'deleted'],
  published: ['deleted'],
  failed: ['stored', 'deleted'],
  quarantined: ['stored', 'deleted'],
  deleted: [],
};

/** Whether the state machine allows the step. Going back to `stored` is a new attempt. */
export function canMoveTo(from: VersionState, to: VersionState): boolean {
  return nextStates[from].includes(to);
}

export function isTerminalState(state: VersionState): boolean {
  return (terminalVersionStates as readonly VersionState[]).includes(state);
}

export interface Policy {
  readonly id: PolicyId;
  /** 32-bit integer under which index rows name the policy: a filter of integers cannot be injected into. */
  readonly key: number;
  readonly name: string;
  readonly label: SensitivityLabel;
  /** Whether its documents lie in an index table of their own, so that not even statistics of words tell of them. */
  readonly isStrict: boolean;
}

export interface Collection {
  readonly id: CollectionId;
  /** 32-bit integer for index rows, as `Policy.key`. */
  readonly key: number;
  readonly name: string;
  readonly description: string;
  readonly defaultPolicyId: PolicyId;
  readonly createdAt: string;
}

/** A document is a place (`path` in a collection); what lies there at a time is a version. */
export interface Document {
  readonly id: DocumentId;
  readonly collectionId: CollectionId;
  readonly policyId: PolicyId;
  /** Slash-separated path within the collection, unique there. */
  readonly path: string;
  /** From the document itself; the file name until it is parsed. */
  readonly title: string;
  /** The version that is searched and cited; null until one is published. */
  readonly activeVersionId: VersionId | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface FailureReason {
  readonly code: FailureCode;
  /** Whether another attempt with the same bytes can end differently. */
  readonly isRetryable: boolean;
}

export interface DocumentVersion {
  readonly id: VersionId;
  readonly documentId: DocumentId;
  readonly blobSha256: Sha256;
  readonly sizeBytes: number;
  readonly mediaType: MediaType;
  readonly fileName: string;
  readonly state: VersionState;
  readonly reason: FailureReason | null;
  readonly attempt: number;
  /** Blob of the parsed document (JSON of `ParsedDocument`); null until parsed. */
  readonly parsedBlobSha256: Sha256 | null;
  readonly pageCount: number | null;
  readonly chunkCount: number | null;
  readonly charCount: number | null;
  /** Absent when the file says nothing of it. */
  readonly validity?: Validity;
  /** The tag on this version's index rows; rows with another generation are never served. Null until indexed. */
  readonly generation: number | null;
  readonly createdAt: string;
  readonly publishedAt: string | null;
}
