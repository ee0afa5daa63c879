import type { CollectionId, PolicyId, SourceId } from '@carrel/core';

/** Places outside Carrel that documents are followed from. */
export interface ConnectorEvents {
  /** Documents follow this place from now on. Where it is, is sealed. */
  'connector.added': {
    readonly sourceId: SourceId;
    readonly collectionId: CollectionId;
    readonly policyId: PolicyId | null;
    readonly location: string;
  };
  'connector.changed': { readonly sourceId: SourceId; readonly change: 'paused' | 'resumed' | 'patterns' | 'deletions-confirmed' };
  'connector.removed': { readonly sourceId: SourceId; readonly deletedCount: number };
  /** A run that changed something, or that began or ceased to have a warning. Each document has events of its own. */
  'connector.ran': {
    readonly sourceId: SourceId;
    readonly addedCount: number;
    readonly changedCount: number;
    readonly movedCount: number;
    readonly deletedCount: number;
    readonly failedCount: number;
    readonly heldCount: number;
    readonly hasWarning: boolean;
  };
}
