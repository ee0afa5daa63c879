import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LogFields } from '@carrel/core';
import type { EngineRole } from '../engine/engine-protocol.ts';
import type { Trial } from '../host/try-model.ts';
import type { ModelHost } from '../host/model-host.ts';

/** Loads a model file in a process that is thrown away, and uses it once. */
export type TryModel = (model: { readonly path: string; readonly role: EngineRole; readonly signal: AbortSignal }) => Promise<Trial>;

/** A model of the worker: what it is for, and what names it. */
export interface HostedModel {
  readonly role: EngineRole;
  readonly setting: string;
}

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborted when the connection closes before the answer is complete. */
  readonly signal: AbortSignal;
  /** Adds to the one log line of this request. Counts and names only. */
  readonly note: (fields: LogFields) => void;
}

/** A route answers the exchange. @throws CarrelError, as long as nothing was sent. */
export type Route = (deps: RouteDeps, exchange: Exchange) => Promise<void>;

export interface RouteDeps {
  readonly hosts: readonly ModelHost[];
  readonly threads: number;
  /** Unix time in seconds. */
  readonly nowSeconds: () => number;
  readonly newId: () => string;
  readonly tryModel: TryModel;
  /** Begins to load a model beside the others, unless it is there. */
  readonly loadModel: (model: HostedModel) => void;
  /** Ends a model when what it has begun is done; nothing when it is not there. */
  readonly unloadModel: (model: HostedModel) => Promise<void>;
}
