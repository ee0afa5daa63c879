import type { ModelView } from '@carrel/contract';
import { errorCatalogue } from '@carrel/core';
import type { LocalModel, WorkerModel } from '@carrel/models';

export interface ModelFacts {
  readonly local: readonly LocalModel[];
  /** What the inference worker has loaded, is loading or could not load. */
  readonly loaded: readonly WorkerModel[];
  /** Models on servers that settings name by URL. */
  readonly remote: readonly { readonly name: string; readonly role: 'answer' | 'embed'; readonly host: string }[];
}

const roles = { llm: 'answer', embedding: 'embed', reranker: 'unknown' } as const;

/** The models of this installation, by name: files, with what the worker makes of them, and those of servers. */
export function modelViews({ local, loaded, remote }: ModelFacts): readonly ModelView[] {
  const files = local.map((model) => localView(model, loaded.find((one) => one.id === model.name) ?? null));
  const names = new Set(files.map((view) => view.name));
  const others = loaded.filter((model) => !names.has(model.id)).map((model) => loadedView(model));
  return [...files, ...others, ...remote.map(remoteView)];
}

function localView(model: LocalModel, loaded: WorkerModel | null): ModelView {
  if (loaded !== null) return loadedView(loaded);
  if (model.state === 'invalid') return { ...emptyView(model.name), state: 'failed', reason: `${model.reason} ${model.advice}` };
  const { role, sizeBytes, sha256, architecture, quantization, licence, source, contextTokens, dimensions } = model;
  return {
    ...emptyView(model.name),
    role: roles[role],
    sizeBytes,
    sha256,
    architecture,
    quantisation: quantization,
    licence,
    source: source ?? 'file',
    contextTokens,
    dimensions,
  };
}

function loadedView(model: WorkerModel): ModelView {
  return {
    ...emptyView(model.id),
    role: roles[model.role],
    state: model.state,
    reason: model.reason === null ? null : reasonText(model.reason),
    isInUse: true,
    sizeBytes: model.size_bytes,
    sha256: model.sha256,
    licence: model.licence,
    architecture: model.architecture,
    quantisation: model.quantization,
    contextTokens: model.context_tokens,
    dimensions: model.dimensions,
  };
}

function remoteView({ name, role, host }: ModelFacts['remote'][number]): ModelView {
  return { ...emptyView(name), role, state: 'remote', isInUse: true, source: host };
}

function emptyView(name: string): ModelView {
  const unknown = {
    sizeBytes: null,
    sha256: null,
    licence: null,
    architecture: null,
    quantisation: null,
    contextTokens: null,
    dimensions: null,
  };
  return { name, role: 'unknown', state: 'installed', reason: null, isInUse: false, source: 'file', ...unknown };
}

/** The worker's sentence, and what the catalogue says to do about it. */
function reasonText({ code, message }: { readonly code: string; readonly message: string }): string {
  const known = Object.entries(errorCatalogue).find(([name]) => name === code);
  return known === undefined ? message : `${message} ${known[1].text}`;
}
