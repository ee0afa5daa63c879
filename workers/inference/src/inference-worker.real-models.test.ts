import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddingModel, LanguageModel, ModelMessage } from '@carrel/core';
import { aGenerationRequest, collectEvents, textOf } from '../../../test/support/contracts/model-server-contract.ts';
import { needsFile } from '../../../test/support/require.ts';
import type { RunningWorker } from './fixtures/running-worker.ts';
import { loadTimeoutMs, runWorker } from './fixtures/running-worker.ts';

const system =
  'You answer questions about the rules of a company. Use only the passages below the question. Answer in one short sentence, and name the number of the passage in square brackets. If the passages do not say it, say so.';
const passages = Array.from(
  { length: 7 },
  (_, index) =>
    `[${index + 1}] Employees in department ${index} have ${20 + index} days of paid leave a year, and may carry five of them over.`,
).join('\n');
const ask = (question: string): readonly ModelMessage[] => [
  { role: 'system', content: system },
  { role: 'user', content: `${question}\n\n${passages}` },
];

/** How much longer than alone this process takes just now, since others want the processors, too: at least 1. */
function slowdown(): number {
  const [startMs, startProcessor] = [performance.now(), process.cpuUsage()];
  while (performance.now() - startMs < 200);
  const { user, system } = process.cpuUsage(startProcessor);
  return Math.max(1, ((performance.now() - startMs) * 1000) / (user + system));
}

interface Health {
  readonly models: readonly { readonly role: string; readonly running: number; readonly waiting: number; readonly threads: number }[];
}
interface ChatAnswer {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly usage: { readonly prompt_tokens: number; readonly prompt_tokens_details: { readonly cached_tokens: number } };
}

const hasModels = needsFile('models', 'smollm2-135m-instruct') && needsFile('models', 'all-minilm-l6-v2');

describe.runIf(hasModels)('the worker with real small models', { timeout: loadTimeoutMs }, () => {
  let worker: RunningWorker;
  let embedding: EmbeddingModel;
  let llm: LanguageModel;
  beforeAll(async () => {
    worker = await runWorker({ llm: 'smollm2-135m-instruct', embedding: 'all-minilm-l6-v2', contextTokens: 2048, slots: 1 });
    await worker.settled();
    const models = [await worker.sources.embedding.current(), await worker.sources.llm.current()] as const;
    if (models[0] === null || models[1] === null) throw new Error('the worker was to have both models');
    [embedding, llm] = models;
  }, loadTimeoutMs);
  afterAll(() => worker.stop());

  const health = async (): Promise<Health> => JSON.parse((await worker.send('GET /health')).text) as Health;
  const llmHealth = async () => (await health()).models.find((model) => model.role === 'llm');
  const chat = async (messages: readonly ModelMessage[], scope: string | undefined): Promise<ChatAnswer> =>
    JSON.parse(
      (await worker.send('POST /v1/chat/completions', { messages, cache_scope: scope, temperature: 0, max_tokens: 16 })).text,
    ) as ChatAnswer;

  /** Milliseconds from the abort, when the first event of this kind came, until the place is free. */
  async function timeToFree(type: 'text' | 'prompt-progress', messages: readonly ModelMessage[]): Promise<number> {
    const controller = new AbortController();
    let abortedMs = 0;
    const reading = (async () => {
      for await (const event of llm.generate(
        aGenerationRequest({ messages, maxTokens: 1_000, signal: controller.signal, cacheScope: 'left' }),
      )) {
        if (event.type !== type || abortedMs !== 0) continue;
        expect((await llmHealth())?.running).toBe(1);
        abortedMs = performance.now();
        controller.abort(new Error('left'));
      }
    })();
    await expect(reading).rejects.toThrow('left');
    while ((await llmHealth())?.running !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return performance.now() - abortedMs;
  }

  it('frees its place within 500 ms when the connection closes while it writes', async () => {
    const freeMs = await timeToFree('text', [{ role: 'user', content: 'Tell a long story about a cat.' }]);
    expect(freeMs).toBeLessThan(500 * slowdown());
  });

  it('frees its place within 500 ms when the connection closes while it reads the prompt', async () => {
    const freeMs = await timeToFree('prompt-progress', [{ role: 'user', content: `${passages}\n`.repeat(3) }]);
    expect(freeMs).toBeLessThan(500 * slowdown());
  });

  it('shares between two people nothing but the system message', async () => {
    const anna = ask('How many days of leave are there in department 3? My own number is 4711.');
    const ben = ask('How many days of leave are there in department 6?');
    const alone = await chat(ben, 'ben-before');
    await chat(anna, 'anna');
    const afterAnna = await chat(ben, 'ben');
    const systemTokens = (await llm.countTokens([system]))[0] ?? 0;
    expect(afterAnna.usage.prompt_tokens_details.cached_tokens).toBeLessThanOrEqual(systemTokens + 16);
    expect(afterAnna.usage.prompt_tokens).toBeGreaterThan(systemTokens * 2);
    expect(afterAnna.choices).toEqual(alone.choices);
  });

  it('goes on in the same conversation where it left off, with the same answer', async () => {
    const question = ask('How many days of leave are there in department 5?');
    const first = await chat(question, 'carl');
    const again = await chat(question, 'carl');
    expect(again.usage.prompt_tokens_details.cached_tokens).toBeGreaterThan(again.usage.prompt_tokens - 80);
    expect(again.choices).toEqual(first.choices);
    const other = await chat(
      [...question, { role: 'assistant', content: 'It is 25 days.' }, { role: 'user', content: 'And in department 6?' }],
      'carl',
    );
    expect(other.usage.prompt_tokens_details.cached_tokens).toBeGreaterThan(first.usage.prompt_tokens - 80);
  });

  it('without a scope keeps nothing of the question', async () => {
    const question = ask('How many days of leave are there in department 2?');
    await chat(question, undefined);
    const again = await chat(question, undefined);
    expect(again.usage.prompt_tokens_details.cached_tokens).toBeLessThanOrEqual(((await llm.countTokens([system]))[0] ?? 0) + 16);
  });

  it('lets a question overtake batches of documents', async () => {
    const finished: string[] = [];
    const batch = async (name: string) => {
      await embedding.embed(
        Array.from({ length: 16 }, (_, index) => `${name} ${index} ${passages.slice(0, 700)}`),
        { purpose: 'document' },
      );
      finished.push(name);
    };
    const batches = Promise.all(['one', 'two', 'three'].map(batch));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startMs = performance.now();
    await embedding.embed(['How many days of leave do I have?'], { purpose: 'query' });
    finished.push('query');
    const queryMs = performance.now() - startMs;
    await batches;
    expect(finished[0]).toBe('query');
    expect(queryMs).toBeLessThan(1_000);
  });

  it('embeds, writes and answers questions at the same time, with no more threads than the process may use', async () => {
    const sums: number[] = [];
    let isDone = false;
    const documents = embedding.embed(
      Array.from({ length: 24 }, (_, index) => `${index} ${passages.slice(0, 700)}`),
      { purpose: 'document' },
    );
    const answer = collectEvents(llm.generate(aGenerationRequest({ messages: ask('How long is the leave?'), maxTokens: 40 })));
    void Promise.all([documents, answer]).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      sums.push((await health()).models.reduce((sum, model) => sum + model.threads, 0));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await documents).toHaveLength(24);
    expect(textOf(await answer)).not.toBe('');
    expect(Math.max(...sums)).toBeLessThanOrEqual(availableParallelism());
    expect(Math.max(...sums)).toBe(availableParallelism());
  });

  it('refuses what it has no room for, and says when to try again', async () => {
    const controller = new AbortController();
    const long = () =>
      collectEvents(llm.generate(aGenerationRequest({ maxTokens: 1_500, temperature: 1, signal: controller.signal }))).catch(
        () => undefined,
      );
    const waiting = Array.from({ length: 5 }, long);
    await expect.poll(async () => ((await llmHealth())?.running ?? 0) + ((await llmHealth())?.waiting ?? 0)).toBe(5);
    const refused = await worker.send('POST /v1/chat/completions', { messages: ask('x') });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    await expect(collectEvents(llm.generate(aGenerationRequest()))).rejects.toMatchObject({
      code: 'MODEL_OVERLOADED',
      retryAfterMs: expect.any(Number),
    });
    controller.abort();
    await Promise.all(waiting);
    await expect.poll(async () => (await llmHealth())?.running).toBe(0);
  });
});
