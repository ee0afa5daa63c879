import type { AuditTrail } from '@carrel/audit';
import type { Clock, IdSource, RecordStore } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';

export interface ScimDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** The address under which people reach Carrel. */
  readonly baseUrl: () => string;
}

/** One request of an identity provider: whoever owns the key is the provider, and sees what it made and nothing else. */
export interface ScimRequest {
  readonly caller: Caller;
  /** Undefined: there is no such condition. */
  readonly ifMatch?: string;
}

/** A resource as it is sent. */
export type ScimView = Readonly<Record<string, unknown>>;
