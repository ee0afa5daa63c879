import type { EngineCommand, EngineEvent, LoadedEvent } from './engine-protocol.ts';

export type Send = (event: EngineEvent) => void;
/** Commands that an engine answers under an id. */
export type EngineRequest = Extract<EngineCommand, { readonly type: 'embed' | 'tokenize' | 'generate' }>;

/** One loaded model and what it can do. */
export interface Engine {
  readonly loaded: LoadedEvent;
  /**
   * Answers the request by events. Resolves when it is over and its place is free.
   * @throws CarrelError, or the signal's reason.
   */
  handle(request: EngineRequest, signal: AbortSignal): Promise<void>;
}
