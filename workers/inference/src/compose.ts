import { availableParallelism } from 'node:os';
import type { Clock, Logger } from '@carrel/core';
import { checkModelFile, createFileHashes, isModelAddress, measuredMachine } from '@carrel/models';
import type { EngineRole } from './engine/engine-protocol.ts';
import type { ModelHost, ModelHostDeps } from './host/model-host.ts';
import type { ListenAddress } from './server/inference-server.ts';
import { createChangingHosts } from './host/changing-hosts.ts';
import { startModelHost } from './host/model-host.ts';
import { createThreadBudget } from './host/thread-budget.ts';
import { tryModel } from './host/try-model.ts';
import { createInferenceServer } from './server/inference-server.ts';

export interface InferenceWorkerOptions {
  readonly address: ListenAddress;
  /** Name or path; null, empty or an http URL: this worker has nothing to do with it. */
  readonly llm: string | null;
  readonly embedding: string | null;
  readonly modelFolders: readonly string[];
  /** JSON file that keeps the digests of model files. */
  readonly hashCachePath: string;
  /** Null: the cores that this process may use. */
  readonly threads: number | null;
  /** Prompt and answer of a language model together; never more than it was trained for. */
  readonly contextTokens: number;
  /** Answers written at the same time; null: by the number of threads. */
  readonly slots?: number | null;
  /** Whether a graphics card is used where there is one. Default true. */
  readonly gpu?: boolean;
  /** Environment of the engines: nothing secret. */
  readonly engineEnvironment: Readonly<Record<string, string>>;
}

export interface InferenceWorkerDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** In place of the check of a file's header, for tests of what happens behind it. */
  readonly checkFile?: ModelHostDeps['checkFile'];
  /** In place of this machine's memory, for tests of what does not fit. */
  readonly measureMachine?: ModelHostDeps['measureMachine'];
}

export interface InferenceWorker {
  /** Where it listens, in the form that `createModelSources` takes. */
  readonly address: string;
  close(): Promise<void>;
}

/** Embedding contexts have their own, smaller limit. */
const embeddingContextTokens = 8192;

/** Listens at once; the models are loaded meanwhile. Without a model it is a small web server and nothing else. */
export async function startInferenceWorker(deps: InferenceWorkerDeps, options: InferenceWorkerOptions): Promise<InferenceWorker> {
  const threads = options.threads ?? availableParallelism();
  const hostDeps: ModelHostDeps = {
    clock: deps.clock,
    logger: deps.logger,
    hashes: createFileHashes({ cachePath: options.hashCachePath }),
    threads: createThreadBudget({ threads }),
    checkFile: deps.checkFile ?? checkModelFile,
    measureMachine: deps.measureMachine ?? (() => measuredMachine({ isCarrelRunning: true })),
  };
  const startHost = (role: EngineRole, setting: string, maxContextTokens: number) =>
    startModelHost(hostDeps, {
      role,
      setting,
      folders: options.modelFolders,
      threads,
      slots: role === 'llm' ? (options.slots ?? null) : null,
      maxContextTokens,
      gpu: options.gpu ?? true,
      engineEnvironment: options.engineEnvironment,
    });
  const hosts: ModelHost[] = [
    ...(isLocal(options.embedding) ? [startHost('embedding', options.embedding, embeddingContextTokens)] : []),
    ...(isLocal(options.llm) ? [startHost('llm', options.llm, options.contextTokens)] : []),
  ];
  const changing = createChangingHosts(hosts, ({ role, setting }) =>
    startHost(role, setting, role === 'llm' ? options.contextTokens : embeddingContextTokens),
  );
  const trials = { threads, gpu: options.gpu ?? true, engineEnvironment: options.engineEnvironment };
  const server = createInferenceServer(
    {
      hosts,
      loadModel: changing.load,
      unloadModel: changing.unload,
      tryModel: (model) => tryModel(hostDeps, trials, model),
      clock: deps.clock,
      logger: deps.logger,
    },
    { address: options.address, threads },
  );
  const close = async (): Promise<void> => {
    await server.close();
    await Promise.all([...hosts.map((host) => host.close()), changing.close()]);
  };
  try {
    return { address: await server.listen(), close };
  } catch (error) {
    await Promise.all(hosts.map((host) => host.close()));
    throw error;
  }
}

function isLocal(setting: string | null): setting is string {
  return setting !== null && setting !== '' && !isModelAddress(setting);
}
