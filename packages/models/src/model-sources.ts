import type { Clock, EmbeddingModel, EmbeddingModelSource, LanguageModel, LanguageModelSource } from '@carrel/core';
import { builtinEmbedding, CarrelError, noEmbedding } from '@carrel/core';
import { createBuiltinEmbeddings } from './builtin/builtin-embedding-model.ts';
import type { NetworkPolicy } from './network/network-policy.ts';
import type { ModelConnection } from './openai/model-connection.ts';
import type { WorkerModel } from './openai/wire-schemas.ts';
import { isModelAddress, parseModelAddress } from './network/model-address.ts';
import { createNetworkPolicy, systemNameLookup } from './network/network-policy.ts';
import { generationLimits } from './openai/language-model.ts';
import { createModelConnection } from './openai/model-connection.ts';
import { listWorkerModels } from './sources/model-listing.ts';
import { loadedAgain } from './sources/loaded-again.ts';
import { createRemembered } from './sources/remembered.ts';
import { serverEmbeddingModel, serverLanguageModel } from './sources/server-models.ts';
import type { Trial } from './sources/try-model.ts';
import { tryModel } from './sources/try-model.ts';
import type { WaitForWorker } from './sources/worker-models.ts';
import { workerEmbeddingModel, workerLanguageModel } from './sources/worker-models.ts';

export interface ModelSourcesOptions {
  /** `CARREL_EMBEDDING`: a name or path (the worker has it loaded), or an http URL; empty or null: none. */
  readonly embedding: string | null;
  /** Whether the built-in embedder is used when no other is named. Default false. */
  readonly usesBuiltinEmbedding?: boolean;
  /** `CARREL_LLM`, likewise. */
  readonly llm: string | null;
  /** Where `workers/inference` listens: `unix:/path`, or an http URL. */
  readonly workerAddress: string;
  /** `CARREL_OFFLINE=1`. */
  readonly offline: boolean;
  /** `CARREL_ALLOW_REMOTE_MODELS=1`. */
  readonly allowRemote: boolean;
  /** Sent as a bearer token to servers given by URL, never to the worker. */
  readonly apiKey?: string;
  /** How long `current()` waits for a model that is being loaded, and at first for a worker that does not listen yet. Default 10 s. */
  readonly loadingWaitMs?: number;
  /** `CARREL_MODEL_TIMEOUT_MS`: how long a language model may stay silent. Default 120 s. */
  readonly silenceTimeoutMs?: number;
}

export interface ModelSources {
  /** `current()` throws MODEL_UNAVAILABLE, MODEL_LOAD_FAILED, MODEL_NOT_FOUND, MODEL_URL_REFUSED or INVALID_CONFIGURATION. */
  readonly embedding: EmbeddingModelSource;
  /** What names the model of `embedding`: `builtin`, `none`, or the setting. */
  readonly embeddingSetting: string;
  /** The embedding model that such a word names; the worker loads it when it has not. As for `embedding`. */
  embeddingOf(setting: string): EmbeddingModelSource;
  /** Tells the worker that nobody needs this embedding model any more. */
  giveUpEmbedding(setting: string): Promise<void>;
  /** As for embeddings. */
  readonly llm: LanguageModelSource;
  /** The language model that a setting names; the worker loads it when it has not. Null: none. As for `embedding`. */
  languageOf(setting: string | null): LanguageModelSource;
  /** Tells the worker that nobody needs this language model any more; it writes to their end the answers that it has begun. */
  giveUpLanguage(setting: string): Promise<void>;
  /** What the worker has loaded, is loading or could not load; empty when nothing is configured for it. @throws MODEL_UNAVAILABLE */
  workerModels(): Promise<readonly WorkerModel[]>;
  /** Has the worker load a file and use it once, in a process that is thrown away. @throws the reason why it failed. */
  tryModel(model: { readonly path: string; readonly role: 'llm' | 'embedding' }, signal: AbortSignal): Promise<Trial>;
  close(): Promise<void>;
}

const freshForMs = 3_000;
const defaultLoadingWaitMs = 10_000;

/** The models that the settings name, wherever they run. What `current()` gave stays fresh for 3 s. */
export function createModelSources(
  deps: { readonly clock: Clock; readonly network?: NetworkPolicy },
  options: ModelSourcesOptions,
): ModelSources {
  const network = deps.network ?? createNetworkPolicy(systemNameLookup, options);
  const worker = createModelConnection({ network }, { address: parseModelAddress(options.workerAddress) });
  const loadingWaitMs = options.loadingWaitMs ?? defaultLoadingWaitMs;
  const wait = { loadingWaitMs, startingUntilMs: deps.clock.monotonicMs() + loadingWaitMs };
  const places: Places = { worker, network, clock: deps.clock, options, wait, opened: [worker] };
  const embeddings = createEmbeddingSources(places);
  const embeddingSetting = embeddingSettingOf(options);
  const languages = createLanguageSources(places);
  const llm = languages.of(options.llm);
  const isWorkerUsed = () =>
    [...embeddings.named(), ...languages.named()].some(isOfWorker) ||
    [options.embedding, options.llm].some((setting) => isSet(setting) && isOfWorker(setting));
  return {
    embedding: embeddings.of(embeddingSetting),
    embeddingSetting,
    embeddingOf: embeddings.of,
    giveUpEmbedding: async (setting) => {
      embeddings.forget(setting);
      if (isOfWorker(setting)) await worker.postJson('/v1/models/unload', { setting }, { limits: shortLimits });
    },
    llm,
    languageOf: languages.of,
    giveUpLanguage: async (setting) => {
      languages.forget(setting);
      if (isOfWorker(setting)) await worker.postJson('/v1/models/unload', { setting, role: 'llm' }, { limits: shortLimits });
    },
    workerModels: async () => (isWorkerUsed() ? listWorkerModels(worker) : []),
    tryModel: (model, signal) => tryModel(worker, model, signal),
    close: async () => {
      await Promise.all(places.opened.map((connection) => connection.close()));
    },
  };
}

interface Places {
  readonly worker: ModelConnection;
  readonly network: NetworkPolicy;
  readonly clock: Clock;
  readonly options: ModelSourcesOptions;
  readonly wait: WaitForWorker;
  readonly opened: ModelConnection[];
}

function isSet(setting: string | null): setting is string {
  return setting !== null && setting !== '';
}

const shortLimits = { firstByteTimeoutMs: 5_000, idleTimeoutMs: 5_000, totalTimeoutMs: 10_000 };

function embeddingSettingOf({ embedding, usesBuiltinEmbedding }: ModelSourcesOptions): string {
  if (isSet(embedding)) return embedding;
  return usesBuiltinEmbedding === true ? builtinEmbedding : noEmbedding;
}

function isOfWorker(setting: string): boolean {
  return setting !== builtinEmbedding && setting !== noEmbedding && !isModelAddress(setting);
}

/** One source for each word that names an embedding model. */
function createEmbeddingSources(places: Places) {
  const sources = new Map<string, EmbeddingModelSource>();
  return {
    named: () => [...sources.keys()],
    forget: (setting: string) => void sources.delete(setting),
    of(setting: string): EmbeddingModelSource {
      const source = sources.get(setting) ?? embeddingSource(places, setting);
      sources.set(setting, source);
      return source;
    },
  };
}

function embeddingSource(places: Places, setting: string): EmbeddingModelSource {
  const { clock, worker } = places;
  if (setting === noEmbedding) return { current: () => Promise.resolve(null) };
  if (setting === builtinEmbedding) return createBuiltinEmbeddings();
  const server = openServer(places, setting);
  const load = () => workerEmbeddingModel({ connection: worker, clock }, places.wait, setting);
  const make = async (): Promise<EmbeddingModel> =>
    server === null ? loadedAgain(await load(), load) : serverEmbeddingModel(server, server.address);
  return { current: createRemembered({ clock }, { freshForMs, make }) };
}

const noLanguageModel: LanguageModelSource = {
  current: (name) => (name === undefined ? Promise.resolve(null) : Promise.reject(unknownModel(name))),
};

/** One source for each setting that names a language model. */
function createLanguageSources(places: Places) {
  const sources = new Map<string, LanguageModelSource>();
  return {
    named: () => [...sources.keys()],
    forget: (setting: string) => void sources.delete(setting),
    of(setting: string | null): LanguageModelSource {
      if (!isSet(setting)) return noLanguageModel;
      const source = sources.get(setting) ?? languageSource(places, setting);
      sources.set(setting, source);
      return source;
    },
  };
}

function languageSource(places: Places, setting: string): LanguageModelSource {
  const { options, clock, worker } = places;
  const limits = generationLimits(options.silenceTimeoutMs);
  const server = openServer(places, setting);
  const make = (): Promise<LanguageModel> =>
    server === null
      ? workerLanguageModel({ connection: worker, clock, limits }, places.wait, setting)
      : serverLanguageModel({ ...server, limits }, server.address);
  const inUse = createRemembered({ clock }, { freshForMs, make });
  return {
    current: async (name) => {
      if (name === undefined || name === setting) return inUse();
      if (server !== null) return serverLanguageModel({ ...server, limits }, server.address, name);
      const model = await inUse();
      if (model.name !== name) throw unknownModel(name);
      return model;
    },
  };
}

function openServer(
  places: Places,
  setting: string,
): {
  readonly connection: ModelConnection;
  readonly address: Extract<ReturnType<typeof parseModelAddress>, { kind: 'http' }>;
} | null {
  if (!isModelAddress(setting)) return null;
  const address = parseModelAddress(setting);
  if (address.kind !== 'http')
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: 'a model address must be an http or https URL',
    });
  const connection = createModelConnection({ network: places.network }, { address, apiKey: places.options.apiKey });
  places.opened.push(connection);
  return { connection, address };
}

function unknownModel(name: string): CarrelError {
  return new CarrelError('MODEL_NOT_FOUND', {
    message: `the model "${name.slice(0, 200)}" is not in use`,
  });
}
