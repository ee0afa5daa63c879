import type { DocumentVersionView, DocumentView } from '@carrel/contract';
import type { DocumentVersion, DocumentWithVersion, FailureCode, VersionId } from '@carrel/core';
import { errorCatalogue } from '@carrel/core';
import type { RefusalCode } from './receive-files.ts';

/** A document as the contract shows it. */
export function documentView({ document, newestVersion, collectionName, policyName, progress }: DocumentWithVersion): DocumentView {
  const { reason } = newestVersion;
  return {
    id: document.id,
    versionId: newestVersion.id,
    collectionId: document.collectionId,
    collectionName,
    policyId: document.policyId,
    policyName,
    path: document.path,
    title: document.title,
    fileName: newestVersion.fileName,
    mediaType: newestVersion.mediaType,
    sizeBytes: newestVersion.sizeBytes,
    state: newestVersion.state,
    reason: reason === null ? null : failureView(reason.code, reason.isRetryable),
    progress,
    pages: newestVersion.pageCount,
    chunks: newestVersion.chunkCount,
    ...(newestVersion.validity !== undefined && { validity: newestVersion.validity }),
    activeVersionId: document.activeVersionId,
    createdAt: document.createdAt,
    updatedAt: document.updatedAt,
    publishedAt: newestVersion.publishedAt,
  };
}

/** A version as the contract shows it. @param place.number counts from 1, the first that was uploaded. */
export function versionView(
  version: DocumentVersion,
  place: { readonly number: number; readonly activeVersionId: VersionId | null },
): DocumentVersionView {
  const { reason } = version;
  return {
    id: version.id,
    number: place.number,
    state: version.state,
    reason: reason === null ? null : failureView(reason.code, reason.isRetryable),
    isActive: version.id === place.activeVersionId,
    fileName: version.fileName,
    mediaType: version.mediaType,
    sizeBytes: version.sizeBytes,
    sha256: version.blobSha256,
    pages: version.pageCount,
    chunks: version.chunkCount,
    createdAt: version.createdAt,
    publishedAt: version.publishedAt,
  };
}

/** A reason of failure with its text for people. */
function failureView(code: FailureCode, isRetryable: boolean): NonNullable<DocumentView['reason']> {
  return { code, text: errorCatalogue[code].text, isRetryable };
}

/** Why a file of an upload was not taken. */
export function refusalView(code: RefusalCode | 'NOT_FOUND'): NonNullable<DocumentView['reason']> {
  const text =
    code === 'INVALID_REQUEST'
      ? 'This is no usable name of a file. Rename it: no "..", no control characters, at most 255 characters.'
      : errorCatalogue[code].text;
  return { code, text, isRetryable: false };
}
