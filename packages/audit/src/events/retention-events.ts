import type { AuditEventId, ContentOwner } from '@carrel/core';

/** `reason` and `note` are what somebody wrote: sealed, for whoever acted. */
export interface RetentionEvents {
  'erasure.requested': { readonly requestId: string; readonly owner: ContentOwner; readonly reason: string };
  /** `requestEventId` is the event `erasure.requested`. By another person than the one who asked. */
  'erasure.approved': { readonly requestId: string; readonly owner: ContentOwner; readonly requestEventId: AuditEventId };
  /** `dekIds` are the keys that were destroyed: what they sealed can be read by nobody any more. */
  'erasure.executed': {
    readonly requestId: string;
    readonly owner: ContentOwner;
    readonly approvalEventId: AuditEventId;
    readonly dekIds: readonly string[];
  };
  'hold.placed': { readonly holdId: string; readonly owner: ContentOwner; readonly reason: string };
  'hold.release_requested': { readonly holdId: string; readonly owner: ContentOwner; readonly reason: string };
  /** `requestEventId` is the event `hold.release_requested`. By another person than the one who asked. */
  'hold.released': { readonly holdId: string; readonly owner: ContentOwner; readonly requestEventId: AuditEventId };
}
