import type { ErrorCode, Sha256 } from '@carrel/core';
import type { GgufDescription } from '@carrel/models';
import type { LoadedEvent } from '../engine/engine-protocol.ts';
import type { Admission } from './admission.ts';
import type { EngineProcess } from './engine-process.ts';

/** How a hosted model stands. */
export type HostState =
  /** `reason` says why it is being loaded again. */
  | { readonly type: 'loading'; readonly reason: HostReason | null }
  | {
      readonly type: 'ready';
      readonly engine: EngineProcess;
      readonly loaded: LoadedEvent;
      readonly sha256: Sha256;
      readonly admission: Admission;
    }
  | { readonly type: 'failed'; readonly reason: HostReason };

export interface HostReason {
  readonly code: ErrorCode;
  /** One or two sentences for people. */
  readonly message: string;
}

/** What the file says; known before it is loaded. */
export interface HostedFile {
  readonly name: string;
  readonly description: GgufDescription;
  readonly sizeBytes: number;
  /** When the file was last changed: Unix time in seconds. */
  readonly changedAtSeconds: number;
}
