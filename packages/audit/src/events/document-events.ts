import type {
  CollectionId,
  DocumentId,
  FailureCode,
  GrantPrincipal,
  GrantRight,
  MediaType,
  PolicyId,
  SensitivityLabel,
  Sha256,
  VersionId,
} from '@carrel/core';

/** A file as it came in. Names and the digest are sealed under the document's own key. */
export interface UploadedFile {
  readonly path: string;
  readonly fileName: string;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly mediaType: MediaType;
}

/** Where a document lies. The path is sealed under the document's own key. */
interface DocumentPlace {
  readonly collectionId: CollectionId;
  readonly path: string;
}

interface VersionSubject {
  readonly documentId: DocumentId;
  readonly versionId: VersionId;
}

type PolicyChange =
  | { readonly change: 'renamed' | 'deleted' }
  | { readonly change: 'relabelled'; readonly label: SensitivityLabel }
  | { readonly change: 'grant-ended'; readonly grantee: GrantPrincipal; readonly right: GrantRight }
  | {
      readonly change: 'grant-added';
      readonly grantee: GrantPrincipal;
      readonly right: GrantRight;
      /** UTC ISO 8601: from when until when the grant holds; null: until it is ended. */
      readonly validFrom: string;
      readonly validTo: string | null;
    };

/** Who may change what lies in a collection. */
interface CuratorChange {
  readonly change: 'curator-added' | 'curator-ended';
  readonly grantee: GrantPrincipal;
}

export interface DocumentEvents {
  'collection.created': { readonly collectionId: CollectionId; readonly policyId: PolicyId };
  'collection.changed': { readonly collectionId: CollectionId; readonly policyId: PolicyId; readonly curator?: CuratorChange };
  'collection.deleted': { readonly collectionId: CollectionId };
  /** The first version of a document was accepted. */
  'document.uploaded': VersionSubject & { readonly collectionId: CollectionId; readonly policyId: PolicyId; readonly file: UploadedFile };
  /** A further version was accepted for a document that exists. */
  'document.replaced': VersionSubject & {
    readonly collectionId: CollectionId;
    readonly previousVersionId: VersionId | null;
    readonly file: UploadedFile;
  };
  /** From this event on the version is searched and cited. */
  'document.published': VersionSubject & {
    readonly pageCount: number | null;
    readonly chunkCount: number;
    readonly charCount: number;
    readonly generation: number;
    readonly previousVersionId: VersionId | null;
  };
  'document.failed': VersionSubject & { readonly code: FailureCode; readonly attempt: number };
  'document.retried': VersionSubject;
  'document.quarantined': VersionSubject & { readonly code: FailureCode };
  /** The original file left Carrel. */
  'document.downloaded': VersionSubject;
  /** The extracted text, or the file inside the page, was shown. */
  'document.previewed': VersionSubject;
  'document.deleted': { readonly documentId: DocumentId };
  'document.policy_changed': { readonly documentId: DocumentId; readonly previousPolicyId: PolicyId; readonly policyId: PolicyId };
  /** The document lies at another place from now on: in another collection, under another path, or both. */
  'document.moved': { readonly documentId: DocumentId; readonly previous: DocumentPlace; readonly place: DocumentPlace };
  'policy.created': { readonly policyId: PolicyId; readonly label: SensitivityLabel };
  'policy.changed': { readonly policyId: PolicyId } & PolicyChange;
}
