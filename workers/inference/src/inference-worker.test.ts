import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddingModel, LanguageModel } from '@carrel/core';
import {
  aGenerationRequest,
  collectEvents,
  describeModelServerContract,
  textOf,
} from '../../../test/support/contracts/model-server-contract.ts';
import { needsFile, sharedPath } from '../../../test/support/require.ts';
import { createModelConnection, createNetworkPolicy, parseModelAddress, systemNameLookup } from '@carrel/models';
import { systemClock } from '@carrel/runtime';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';
import type { InferenceWorker } from './compose.ts';
import { startInferenceWorker } from './compose.ts';
import type { ListenAddress } from './server/inference-server.ts';
import type { RunningWorker, WorkerSettings } from './fixtures/running-worker.ts';
import { loadTimeoutMs, runWorker } from './fixtures/running-worker.ts';

const tiny: WorkerSettings = { llm: 'stories260k-chat', embedding: 'glove5k-bert' };

async function modelsOf(worker: RunningWorker): Promise<{ readonly embedding: EmbeddingModel; readonly llm: LanguageModel }> {
  const [embedding, llm] = await Promise.all([worker.sources.embedding.current(), worker.sources.llm.current()]);
  if (embedding === null || llm === null) throw new Error('the worker was to have both models');
  return { embedding, llm };
}

const hasTinyModels = needsFile('models', 'stories260k-chat') && needsFile('models', 'glove5k-bert');

describe.runIf(hasTinyModels)('the worker', { timeout: loadTimeoutMs }, () => {
  describeModelServerContract({
    name: 'inference worker with tiny models',
    create: async () => {
      const worker = await runWorker(tiny);
      return { ...(await modelsOf(worker)), close: worker.stop };
    },
  });

  let worker: RunningWorker;
  let embedding: EmbeddingModel;
  let llm: LanguageModel;
  beforeAll(async () => {
    worker = await runWorker(tiny);
    ({ embedding, llm } = await modelsOf(worker));
  }, loadTimeoutMs);
  afterAll(() => worker.stop());

  const chat = (more: object) =>
    worker.send('POST /v1/chat/completions', { messages: aGenerationRequest().messages, temperature: 0, ...more });
  const problemOf = (text: string): unknown => JSON.parse(text);

  it('says what it has loaded', async () => {
    const file = await readFile(sharedPath('models', 'glove5k-bert', 'glove5k-bert-f32.gguf'));
    expect(await worker.settled()).toMatchObject([
      {
        id: 'glove5k-bert',
        role: 'embedding',
        state: 'ready',
        reason: null,
        sha256: createHash('sha256').update(file).digest('hex'),
        dimensions: 128,
        max_input_tokens: 512,
        special_tokens: 2,
      },
      {
        id: 'stories260k-chat',
        role: 'llm',
        state: 'ready',
        context_tokens: 512,
        dimensions: null,
        engine: expect.stringContaining('node-llama-cpp 3.'),
      },
    ]);
    expect(llm).toMatchObject({ contextTokens: 512, remoteHost: null, fileSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('gives the same answer to the same request, and to another seed another one', async () => {
    const text = async (seed: number) =>
      textOf(await collectEvents(llm.generate(aGenerationRequest({ temperature: 1, seed, maxTokens: 60 }))));
    const first = await text(1);
    expect(await text(1)).toBe(first);
    expect(await text(2)).not.toBe(first);
  });

  it('says how far it is with the prompt before it writes', async () => {
    const events = await collectEvents(llm.generate(aGenerationRequest()));
    const types = events.map((event) => event.type);
    expect(types.indexOf('prompt-progress')).toBeLessThan(types.indexOf('text'));
    const progress = events.filter((event) => event.type === 'prompt-progress');
    const finish = events.at(-1);
    expect(finish).toMatchObject({ type: 'finish', promptTokens: progress.at(-1)?.totalTokens });
    expect(progress.at(-1)?.processedTokens).toBe((progress.at(-1)?.totalTokens ?? 0) - 1);
  });

  it('stops at the number of tokens that was asked for, and at a stop text, which it leaves out', async () => {
    const whole = problemOf((await chat({ max_tokens: 40 })).text);
    expect(whole).toMatchObject({ choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 40 } });
    const text = await contentOf(chat({ max_tokens: 40 }));
    const stop = text.slice(10, 16);
    const stopped = await chat({ max_tokens: 40, stop });
    expect(problemOf(stopped.text)).toMatchObject({
      choices: [{ finish_reason: 'stop', message: { content: text.slice(0, text.indexOf(stop)) } }],
    });
  });

  const contentOf = async (answer: Promise<{ readonly text: string }>): Promise<string> => {
    const { choices } = JSON.parse((await answer).text) as {
      readonly choices: readonly { readonly message: { readonly content: string } }[];
    };
    return choices[0]?.message.content ?? '';
  };

  it('fills the context to the end and no further: nothing is dropped to make room', async () => {
    const answer = problemOf((await chat({ max_tokens: 5_000 })).text);
    expect(answer).toMatchObject({ choices: [{ finish_reason: expect.stringMatching(/length|stop/) }] });
    const { usage } = answer as { readonly usage: { readonly total_tokens: number } };
    expect(usage.total_tokens).toBeLessThan(512);
  });

  it('refuses what is longer than its model can take, and says how long it is', async () => {
    const long = 'the cat and the dog '.repeat(200);
    await expect(embedding.embed(['short', long], { purpose: 'document' })).rejects.toMatchObject({ code: 'INPUT_TOO_LONG' });
    await expect(collectEvents(llm.generate(aGenerationRequest({ messages: [{ role: 'user', content: long }] })))).rejects.toMatchObject({
      code: 'INPUT_TOO_LONG',
    });
    const refused = await worker.send('POST /v1/embeddings', { input: ['short', long] });
    expect(refused.status).toBe(400);
    expect(problemOf(refused.text)).toMatchObject({
      error: { code: 'INPUT_TOO_LONG', message: expect.stringMatching(/^input 1 has \d+ tokens; the model takes 512$/) },
    });
  });

  it('takes an input that just fits', async () => {
    const words = 'cat '.repeat(510).trim();
    await expect(embedding.countTokens([words])).resolves.toEqual([510]);
    await expect(embedding.embed([words], { purpose: 'document' })).resolves.toHaveLength(1);
    await expect(embedding.embed([`${words} cat`], { purpose: 'document' })).rejects.toMatchObject({ code: 'INPUT_TOO_LONG' });
  });

  it('gives a vector of length 1 even for words that the model has never seen', async () => {
    const [vector] = await embedding.embed(['zebrafish'], { purpose: 'query' });
    expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
  });

  it('gives the same vectors as numbers and as base64', async () => {
    const input = ['the dog ate'];
    const numbers = problemOf((await worker.send('POST /v1/embeddings', { input })).text);
    const coded = problemOf((await worker.send('POST /v1/embeddings', { input: input[0], encoding_format: 'base64' })).text);
    const [vector] = await embedding.embed(input, { purpose: 'document' });
    expect(numbers).toMatchObject({ data: [{ index: 0, embedding: [...(vector ?? [])] }] });
    expect(coded).toMatchObject({ data: [{ embedding: Buffer.from(vector?.buffer ?? new ArrayBuffer(0)).toString('base64') }] });
  });

  it.each([
    ['POST /v1/chat/completions', { messages: [] }, 400, 'INVALID_REQUEST'],
    ['POST /v1/chat/completions', { messages: [{ role: 'user', content: 'x' }], temperature: 3 }, 400, 'INVALID_REQUEST'],
    ['POST /v1/chat/completions', { messages: [{ role: 'user', content: 'x' }], model: 'another' }, 404, 'MODEL_NOT_FOUND'],
    ['POST /v1/embeddings', { input: [' '] }, 400, 'INVALID_REQUEST'],
    ['POST /v1/embeddings', { input: ['x'], model: 'stories260k-chat' }, 404, 'MODEL_NOT_FOUND'],
    ['POST /v1/embeddings', { input: ['x'], dimensions: 64 }, 400, 'INVALID_REQUEST'],
    ['GET /v1/nothing', undefined, 404, 'NOT_FOUND'],
  ])('refuses %s with %j', async (route, body, status, code) => {
    const answer = await worker.send(route, body);
    expect(answer.status).toBe(status);
    expect(problemOf(answer.text)).toMatchObject({ error: { code } });
  });

  it('takes requests only as JSON, so that no page in a browser can send one unasked', async () => {
    await expect(worker.send('POST /tokenize', { input: ['x'] }, { 'content-type': 'text/plain' })).resolves.toMatchObject({ status: 400 });
  });

  it('serves many at the same time', async () => {
    const inputs = Array.from({ length: 12 }, (_, index) => [`the cat number ${index}`]);
    const together = await Promise.all(inputs.map((input) => embedding.embed(input, { purpose: 'query' })));
    for (const [index, input] of inputs.entries()) expect(together[index]).toEqual(await embedding.embed(input, { purpose: 'document' }));
    const answers = await Promise.all(
      [1, 2, 3].map((seed) => collectEvents(llm.generate(aGenerationRequest({ seed, cacheScope: `scope-${seed}` })))),
    );
    expect(new Set(answers.map(textOf)).size).toBe(1);
  });

  it('never uses more threads than the process may', async () => {
    const busy = Promise.all([
      ...Array.from({ length: 20 }, (_, index) =>
        embedding.embed(
          Array.from({ length: 40 }, () => `the cat ${index} and the dog `.repeat(20)),
          { purpose: 'document' },
        ),
      ),
      ...[1, 2, 3].map((seed) => collectEvents(llm.generate(aGenerationRequest({ seed, maxTokens: 300, cacheScope: `busy-${seed}` })))),
    ]);
    const sums: number[] = [];
    let isDone = false;
    void busy.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const health = JSON.parse((await worker.send('GET /health')).text) as {
        readonly threads: number;
        readonly models: readonly { readonly threads: number }[];
      };
      expect(health.threads).toBe(availableParallelism());
      sums.push(health.models.reduce((sum, model) => sum + model.threads, 0));
    }
    await busy;
    expect(Math.max(...sums)).toBeLessThanOrEqual(availableParallelism());
    expect(Math.max(...sums)).toBeGreaterThan(0);
  });

  it('logs numbers, and nothing of what was asked or answered', async () => {
    const canary = 'zebrafish';
    await embedding.embed([canary], { purpose: 'query' });
    const answer = textOf(await collectEvents(llm.generate(aGenerationRequest({ messages: [{ role: 'user', content: canary }] }))));
    await expect(worker.send('POST /v1/embeddings', { input: [`${canary} `.repeat(2_000)] })).resolves.toMatchObject({ status: 400 });
    const logged = JSON.stringify(worker.logs);
    expect(logged).toContain('inference.request-answered');
    expect(logged).not.toContain(canary);
    expect(logged).not.toContain(answer.slice(0, 40));
  });
});

describe.runIf(hasTinyModels)('a worker with several places for answers', { timeout: loadTimeoutMs }, () => {
  it('writes that many at the same time, each to its end', async () => {
    const worker = await runWorker({ ...tiny, slots: 2 });
    const { llm } = await modelsOf(worker);
    const alone = textOf(await collectEvents(llm.generate(aGenerationRequest({ maxTokens: 150, cacheScope: 'alone' }))));
    const answers = [1, 2, 3, 4].map((index) =>
      collectEvents(llm.generate(aGenerationRequest({ maxTokens: 150, cacheScope: `scope-${index}` }))),
    );
    await expect
      .poll(async () => (await worker.send('GET /health')).text, { interval: 2, timeout: loadTimeoutMs })
      .toContain('"running":2');
    for (const events of await Promise.all(answers)) {
      expect(events.at(-1)).toMatchObject({ type: 'finish', completionTokens: 150 });
      expect(textOf(events).slice(0, 40)).toBe(alone.slice(0, 40));
    }
    await worker.stop();
  });
});

describe.runIf(hasTinyModels)('a worker whose language model is changed', { timeout: loadTimeoutMs }, () => {
  it('loads another one beside the first, and lets the first write its answer to its end before it goes', async () => {
    const file = sharedPath('models', 'stories260k-chat', 'stories260K-f32-chat.gguf');
    const worker = await runWorker({ llm: 'stories260k-chat' });
    const { sources } = worker;
    const first = await sources.llm.current();
    const second = await sources.languageOf(file).current();
    expect((await sources.workerModels()).map(({ setting, state }) => [setting, state])).toEqual([
      ['stories260k-chat', 'ready'],
      [file, 'ready'],
    ]);
    if (first === null || second === null) throw new Error('expected two models');
    const answer = collectEvents(first.generate(aGenerationRequest({ maxTokens: 200 })));
    await expect.poll(async () => (await worker.send('GET /health')).text, { interval: 2 }).toContain('"running":1');
    await sources.giveUpLanguage('stories260k-chat');
    expect((await answer).at(-1)).toMatchObject({ type: 'finish', completionTokens: 200 });
    expect((await sources.workerModels()).map(({ setting }) => setting)).toEqual([file]);
    expect((await collectEvents(second.generate(aGenerationRequest()))).at(-1)).toMatchObject({ type: 'finish' });
    // Whoever asks for it again has it loaded again.
    await expect(sources.languageOf('stories260k-chat').current()).resolves.toMatchObject({ name: 'stories260k-chat' });
    await worker.stop();
  });

  it('refuses one that is not there, and keeps the one it has', async () => {
    const worker = await runWorker({ llm: 'stories260k-chat' });
    await expect(worker.sources.languageOf('no-such-model').current()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await worker.sources.giveUpLanguage('no-such-model');
    expect((await worker.settled()).map(({ id, state }) => [id, state])).toEqual([['stories260k-chat', 'ready']]);
    await worker.stop();
  });
});

describe('a worker without models', () => {
  it('answers, and says that it has none', async () => {
    const worker = await runWorker({ llm: 'http://10.0.0.1/v1', embedding: '' });
    await expect(worker.send('GET /v1/models')).resolves.toMatchObject({ status: 200, text: JSON.stringify({ object: 'list', data: [] }) });
    await expect(worker.send('GET /health')).resolves.toMatchObject({ status: 200 });
    await expect(worker.send('POST /v1/embeddings', { input: ['x'] })).resolves.toMatchObject({ status: 404 });
    await worker.stop();
  });

  it('listens on a port of this machine where that is asked for', async () => {
    const worker = await startAt({ host: '127.0.0.1', port: 0 });
    expect(worker.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    const connection = createModelConnection(
      { network: createNetworkPolicy(systemNameLookup, { allowRemote: false, offline: true }) },
      { address: parseModelAddress(worker.address) },
    );
    const limits = { firstByteTimeoutMs: 5_000, idleTimeoutMs: 5_000, totalTimeoutMs: 5_000 };
    await expect(connection.getJson('/v1/models', { limits })).resolves.toEqual({ object: 'list', data: [] });
    await connection.close();
    await worker.close();
  });

  it('does not push another one off its socket, but takes over what a dead one left', async () => {
    const worker = await runWorker({});
    await expect(startAt({ socketPath: worker.socketPath })).rejects.toMatchObject({ code: 'CONFLICT' });
    await worker.stop();
    await expect(startAt({ socketPath: `/tmp/${'x'.repeat(110)}/inference.sock` })).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
    });
  });
});

async function startAt(address: ListenAddress): Promise<InferenceWorker> {
  return startInferenceWorker(
    { clock: systemClock, logger: createRecordingLogger().logger },
    {
      address,
      llm: null,
      embedding: null,
      modelFolders: [],
      hashCachePath: '/nowhere/hashes.json',
      threads: null,
      contextTokens: 512,
      engineEnvironment: {},
    },
  );
}
