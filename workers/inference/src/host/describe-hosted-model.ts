import { createHash } from 'node:crypto';
import type { WorkerModel } from '@carrel/models';
import { maxEmbeddingInputs } from '@carrel/models';
import type { EngineRole, LoadedEvent } from '../engine/engine-protocol.ts';
import type { HostedFile, HostState } from './host-state.ts';

type FromFile = Pick<WorkerModel, 'size_bytes' | 'architecture' | 'quantization' | 'licence' | 'context_tokens' | 'dimensions'>;
type FromEngine = Pick<
  WorkerModel,
  'context_tokens' | 'dimensions' | 'max_input_tokens' | 'special_tokens' | 'max_inputs' | 'chat_template_sha256' | 'engine'
>;

const unknownFile: FromFile = {
  size_bytes: null,
  architecture: null,
  quantization: null,
  licence: null,
  context_tokens: null,
  dimensions: null,
};
const noEngine = { max_input_tokens: null, special_tokens: null, max_inputs: null, chat_template_sha256: null, engine: null };

/** The entry of a model in `GET /v1/models`. */
export function describeHostedModel(model: {
  readonly role: EngineRole;
  readonly name: string;
  readonly setting: string;
  readonly file: HostedFile | null;
  readonly state: HostState;
}): WorkerModel {
  const { role, file, state } = model;
  const ready = state.type === 'ready' ? state : null;
  return {
    id: model.name,
    object: 'model',
    setting: model.setting,
    created: file?.changedAtSeconds ?? 0,
    owned_by: 'carrel',
    role,
    state: state.type,
    reason: state.type === 'ready' ? null : state.reason,
    sha256: ready?.sha256 ?? null,
    vector_id: ready !== null && role === 'embedding' ? vectorId(ready.sha256, ready.loaded.textFormId) : null,
    ...(file === null ? unknownFile : fromFile(file)),
    ...(ready === null ? noEngine : fromEngine(ready.loaded)),
  };
}

function fromFile({ description, sizeBytes }: HostedFile): FromFile {
  const { architecture, quantization, licence, contextTokens, dimensions } = description;
  return { size_bytes: sizeBytes, architecture, quantization, licence, context_tokens: contextTokens, dimensions };
}

function fromEngine(loaded: LoadedEvent): FromEngine {
  return {
    context_tokens: loaded.contextTokens,
    dimensions: loaded.dimensions,
    max_input_tokens: loaded.maxInputTokens,
    special_tokens: loaded.specialTokens,
    max_inputs: loaded.dimensions === null ? null : maxEmbeddingInputs,
    chat_template_sha256: loaded.chatTemplate === null ? null : createHash('sha256').update(loaded.chatTemplate).digest('hex'),
    engine: loaded.engine,
  };
}

/** Another prefix in front of the inputs makes other vectors, so it is part of their identity. */
function vectorId(sha256: string, textFormId: string): string {
  return textFormId === '' ? sha256 : `${sha256}+${textFormId}`;
}
