import type { AuditEvent } from '../events/audit-event.ts';
import type { GrantPrincipal } from '@carrel/core';
import type { DocumentEvents, UploadedFile } from '../events/document-events.ts';
import { eventBody, type EventDescribers, type FieldToSeal, type LeafParts, type RefOf } from './event-body.ts';

export const documentDescribers: EventDescribers<keyof DocumentEvents> = {
  'collection.created': (event) =>
    eventBody({ parts: { target: target('collection', event.collectionId), detail: { policy: event.policyId } } }),
  'collection.changed': async ({ collectionId, policyId, curator }, refOf) =>
    eventBody({
      parts: {
        target: target('collection', collectionId),
        detail: {
          policy: policyId,
          ...(curator !== undefined && { change: curator.change, grantee: await granteeRef(curator.grantee, refOf) }),
        },
      },
    }),
  'collection.deleted': (event) => eventBody({ parts: { target: target('collection', event.collectionId) } }),
  'document.uploaded': (event) =>
    eventBody({
      parts: {
        target: target('document', event.documentId, event.versionId),
        document: { s: 'document' },
        detail: { collection: event.collectionId, policy: event.policyId, ...fileDetail(event.file) },
      },
      sealed: [sealedFile(event.documentId, event.file)],
    }),
  'document.replaced': (event) =>
    eventBody({
      parts: {
        target: target('document', event.documentId, event.versionId),
        document: { s: 'document' },
        detail: { collection: event.collectionId, prev_ver: event.previousVersionId, ...fileDetail(event.file) },
      },
      sealed: [sealedFile(event.documentId, event.file)],
    }),
  'document.published': (event) =>
    eventBody({
      parts: {
        target: target('document', event.documentId, event.versionId),
        detail: {
          pages: event.pageCount,
          chunks: event.chunkCount,
          chars: event.charCount,
          generation: event.generation,
          prev_ver: event.previousVersionId,
        },
      },
    }),
  'document.failed': (event) =>
    eventBody({
      outcome: 'failure',
      reason: event.code,
      parts: { target: target('document', event.documentId, event.versionId), detail: { attempt: event.attempt } },
    }),
  'document.retried': (event) => versionEvent(event),
  'document.quarantined': (event) =>
    eventBody({ outcome: 'failure', reason: event.code, parts: { target: target('document', event.documentId, event.versionId) } }),
  'document.downloaded': (event) => versionEvent(event),
  'document.previewed': (event) => versionEvent(event),
  'document.deleted': (event) => eventBody({ parts: { target: target('document', event.documentId) } }),
  'document.policy_changed': (event) =>
    eventBody({
      parts: { target: target('document', event.documentId), detail: { prev_policy: event.previousPolicyId, policy: event.policyId } },
    }),
  'document.moved': ({ documentId, previous, place }) =>
    eventBody({
      parts: {
        target: target('document', documentId),
        document: { s: 'document' },
        detail: { prev_collection: previous.collectionId, collection: place.collectionId },
      },
      sealed: [{ field: 'document', value: { previousPath: previous.path, path: place.path }, owner: { kind: 'document', documentId } }],
    }),
  'policy.created': (event) => eventBody({ parts: { target: target('policy', event.policyId), detail: { label: event.label } } }),
  'policy.changed': async (event, refOf) =>
    eventBody({
      parts: {
        target: target('policy', event.policyId),
        detail: { change: event.change, ...(await policyChangeDetail(event, refOf)) },
      },
    }),
};

type Target = NonNullable<LeafParts['target']>;

function target(kind: Target['kind'], ref: string, version: string | null = null): Target {
  return { kind, ref, ver: version };
}

function versionEvent(event: { readonly documentId: string; readonly versionId: string }) {
  return eventBody({ parts: { target: target('document', event.documentId, event.versionId) } });
}

function fileDetail(file: UploadedFile): NonNullable<LeafParts['detail']> {
  return { size_bytes: file.sizeBytes, media: file.mediaType };
}

function sealedFile(documentId: string, file: UploadedFile): FieldToSeal {
  return {
    field: 'document',
    value: { path: file.path, fileName: file.fileName, sha256: file.sha256 },
    owner: { kind: 'document', documentId },
  };
}

async function policyChangeDetail(event: AuditEvent<'policy.changed'>, refOf: RefOf): Promise<NonNullable<LeafParts['detail']>> {
  switch (event.change) {
    case 'renamed':
    case 'deleted':
      return {};
    case 'relabelled':
      return { label: event.label };
    case 'grant-ended':
      return { right: event.right, grantee: await granteeRef(event.grantee, refOf) };
    case 'grant-added':
      return {
        right: event.right,
        grantee: await granteeRef(event.grantee, refOf),
        valid_from: event.validFrom,
        valid_to: event.validTo,
      };
  }
}

async function granteeRef(grantee: GrantPrincipal, refOf: RefOf): Promise<{ kind: 'user' | 'group' | 'everyone'; ref: string }> {
  switch (grantee.kind) {
    case 'user':
      return { kind: 'user', ref: await refOf(grantee.userId) };
    case 'group':
      return { kind: 'group', ref: grantee.groupId };
    case 'everyone':
      return { kind: 'everyone', ref: 'everyone' };
  }
}
