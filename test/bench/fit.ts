/**
 * What loading the models beside the project really takes, against the estimate that decides whether they may be loaded.
 * `npm run bench:fit`. Linux only.
 */
import { checkModelFile, engineBytes, findModelFile, memoryNeeds, shapeOfFile } from '@carrel/models';
import type { EngineProcess } from '../../workers/inference/src/host/engine-process.ts';
import { startEngineProcess } from '../../workers/inference/src/host/engine-process.ts';
import { engineEnvironment } from '../../workers/inference/src/engine-environment.ts';
import { createThreadBudget } from '../../workers/inference/src/host/thread-budget.ts';
import { sharedPath } from '../support/require.ts';
import { type Figure, report } from './support/measurement.ts';
import { proportionalSetBytes } from './support/process-memory.ts';

const mebibyte = 2 ** 20;
const threads = 2;
const contextTokens = 8_192;
/** More than one batch: keys and values are cleared, and so taken, when the context is made. */
const promptTokens = 800;
const cases = [
  { name: 'smollm2-135m-instruct', role: 'llm', contextTokens },
  { name: 'smollm2-135m-instruct', role: 'llm', contextTokens: 2_048 },
  { name: 'all-minilm-l6-v2', role: 'embedding', contextTokens: 512 },
  { name: 'stories260k-chat', role: 'llm', contextTokens: 512 },
] as const;

const figures: Figure[] = [];
for (const one of cases) {
  const file = await findModelFile(one.name, [sharedPath('models')]);
  if (file === null) throw new Error(`${one.name} is not beside the project`);
  const check = await checkModelFile(file.path);
  if (check.type === 'invalid') throw new Error(check.reason);
  const parts = memoryNeeds(shapeOfFile(one.name, check), { contextTokens: one.contextTokens, parallelAnswers: 1 });
  const estimatedBytes = parts.reduce((sum, part) => sum + part.sizeBytes, engineBytes);
  const measuredBytes = await loadedBytes(file.path, one);
  const label = `${one.name}, ${one.contextTokens} tokens`;
  figures.push(
    { name: `${label}: estimated`, value: estimatedBytes / mebibyte, unit: 'MiB' },
    { name: `${label}: measured`, value: measuredBytes / mebibyte, unit: 'MiB' },
    { name: `${label}: apart`, value: (100 * Math.abs(estimatedBytes - measuredBytes)) / measuredBytes, unit: '%', goal: { atMost: 10 } },
  );
}
const isMet = await report({
  name: 'fit',
  command: 'npm run bench:fit',
  what: 'Estimated and real memory of models (proportional set size of the engine process, after a prompt of more than one batch)',
  figures,
});
process.exitCode = isMet ? 0 : 1;

/** Of the process with the model loaded and used: memory that was only promised counts too. */
async function loadedBytes(path: string, one: (typeof cases)[number]): Promise<number> {
  const membership = createThreadBudget({ threads }).join({ setLimit: (count, seq) => engine.setThreadLimit(count, seq) });
  const engine = startEngineProcess(
    { threads: membership },
    {
      load: { role: one.role, path, threads, slots: 1, maxContextTokens: one.contextTokens, gpu: false },
      environment: engineEnvironment(process.env),
      stallTimeoutMs: 600_000,
    },
  );
  try {
    await engine.loaded;
    await use(engine, one);
    if (engine.pid === undefined) throw new Error('the engine has no process');
    return await proportionalSetBytes(engine.pid);
  } finally {
    engine.kill();
    await engine.exited;
  }
}

async function use(engine: EngineProcess, one: (typeof cases)[number]): Promise<void> {
  const options = { signal: AbortSignal.timeout(300_000), onReply: () => undefined };
  const words = 'the reading desk in the library '.repeat(Math.floor(Math.min(one.contextTokens / 3, promptTokens) / 8));
  if (one.role === 'embedding') return engine.call({ type: 'embed', purpose: 'document', inputs: [words, words] }, options);
  const messages = [{ role: 'user' as const, content: words }];
  const settings = { maxTokens: 4, temperature: 0, topP: 1, seed: 1, stop: [], cacheScope: null };
  return engine.call({ type: 'generate', messages, ...settings }, options);
}
