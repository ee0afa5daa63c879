import type { Llama, LlamaModel } from 'node-llama-cpp';

export interface LlamaBackend {
  readonly llama: Llama;
  /** Name and versions, for the record. */
  readonly engine: string;
  /** What llama.cpp said last about a failure: names of keys and architectures, never text of a request. */
  lastError(): string | null;
}

/** Opens llama.cpp from the prebuilt binary that came with the installation; nothing is built or fetched. */
export async function openLlamaBackend(options: { readonly threads: number; readonly gpu: boolean }): Promise<LlamaBackend> {
  const { getLlama, getModuleVersion, LlamaLogLevel } = await import('node-llama-cpp');
  const errors: string[] = [];
  const llama = await getLlama({
    gpu: options.gpu ? 'auto' : false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    debug: false,
    maxThreads: options.threads,
    logLevel: LlamaLogLevel.error,
    logger: (_level, message) => {
      errors.push(message.trim());
      if (errors.length > 20) errors.shift();
    },
  });
  return {
    llama,
    engine: `node-llama-cpp ${await getModuleVersion()} (llama.cpp ${llama.llamaCppRelease.release}, ${llama.gpu === false ? 'CPU' : llama.gpu})`,
    lastError: () => errors.find((message) => message.includes('error')) ?? errors.at(-1) ?? null,
  };
}

/** Whether the model computes on a graphics card alone, so that it takes no threads from others. */
export function isWhollyOnGpu(model: LlamaModel): boolean {
  return model.llama.gpu !== false && model.gpuLayers >= model.fileInsights.totalLayers;
}
