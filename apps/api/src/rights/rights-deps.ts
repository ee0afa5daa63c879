import type { AuditTrail } from '@carrel/audit';
import type { Clock, IdSource, RecordStore } from '@carrel/core';

export interface RightsDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
}
