import { availableParallelism } from 'node:os';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

/**
 * node-llama-cpp and nothing else: the baseline for embedding. It is given the arrangement that is quickest on small
 * machines, one context of one thread a core, so that a ratio to it flatters nobody.
 */
export async function openRawEmbedder(modelPath: string) {
  const threads = availableParallelism();
  const llama = await getLlama({
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath });
  const contexts = await Promise.all(
    Array.from({ length: threads }, () => model.createEmbeddingContext({ contextSize: 1024, batchSize: 1024, threads: 1 })),
  );
  return {
    contexts: contexts.length,
    /** One question, on one context. */
    async embedOne(text: string): Promise<number[]> {
      const [context] = contexts;
      if (context === undefined) throw new Error('No context.');
      return [...(await context.getEmbeddingFor(text)).vector];
    },
    /** All texts; each context takes the next one when it is free. */
    async embedAll(texts: readonly string[]): Promise<void> {
      let next = 0;
      await Promise.all(
        contexts.map(async (context) => {
          for (let text = texts[next++]; text !== undefined; text = texts[next++]) await context.getEmbeddingFor(text);
        }),
      );
    },
    async close(): Promise<void> {
      for (const context of contexts) await context.dispose();
      await model.dispose();
      await llama.dispose();
    },
  };
}
