import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeGguf, gibibyte, imaginedMachine } from '@carrel/models';
import { runtimePaths } from '@carrel/runtime';
import { aGenerationRequest, collectEvents } from '../../../test/support/contracts/model-server-contract.ts';
import { needsFile, sharedPath } from '../../../test/support/require.ts';
import { loadTimeoutMs, runWorker, sendOver } from './fixtures/running-worker.ts';

interface Health {
  readonly models: readonly { readonly role: string; readonly pid: number | null; readonly state: string }[];
}

const brokenSplit = sharedPath('models', 'broken-gguf', 'ferrox_real_test_split-00001-of-00003.gguf');
const emptyHeader = { version: 3, metadata: new Map(), tensors: [], alignmentBytes: 32, dataOffsetBytes: 0 };

const hasModels = needsFile('models', 'broken-gguf') && needsFile('models', 'glove5k-bert') && needsFile('models', 'stories260k-chat');

describe.runIf(hasModels)('a model that cannot be loaded', { timeout: loadTimeoutMs }, () => {
  it.each([
    ['a file that the check refuses', brokenSplit, 'MODEL_LOAD_FAILED', /would abort/],
    [
      'an architecture that llama.cpp does not know',
      sharedPath('models', 'broken-gguf', 'ferrox_real_test.gguf'),
      'MODEL_LOAD_FAILED',
      /unknown model architecture: 'ferroxtest'/,
    ],
    ['a model that is there under no such name', 'no-such-model', 'MODEL_NOT_FOUND', /There is no model "no-such-model" in .*models list/],
    ['an embedding model that is to write answers', 'glove5k-bert', 'MODEL_LOAD_FAILED', /made for another purpose \(embedding\)/],
  ])('%s shows as a readable reason, and the other model works', async (_what, llm, code, reason) => {
    const worker = await runWorker({ llm, embedding: 'glove5k-bert' });
    const models = await worker.settled();
    expect(models).toMatchObject([{ state: 'ready' }, { state: 'failed', reason: { code, message: expect.stringMatching(reason) } }]);
    expect(models[1]?.reason?.message).toMatch(/^The.*\.$/);
    await expect(worker.sources.llm.current()).rejects.toMatchObject({ code });
    const answer = await worker.send('POST /v1/chat/completions', { messages: [{ role: 'user', content: 'x' }] });
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code } });
    await expect((await worker.sources.embedding.current())?.embed(['the dog'], { purpose: 'query' })).resolves.toHaveLength(1);
    await worker.stop();
  });

  it('does not fit into the memory that is free: it is never loaded, and the reason shows the sum', async () => {
    const measureMachine = () => Promise.resolve(imaginedMachine({ ramBytes: 4.55 * gibibyte, cardBytes: [], threads: 1 }));
    const worker = await runWorker({ llm: 'smollm2-135m-instruct', embedding: 'glove5k-bert' }, { measureMachine });
    const message = /^The model "smollm2-135m-instruct" does not fit: needs \d\.\d GiB, has 4\.\d GiB \(weights 94 MiB \+ context .*\)\.$/;
    await expect(worker.settled()).resolves.toMatchObject([
      { state: expect.any(String) },
      { state: 'failed', reason: { code: 'MODEL_DOES_NOT_FIT', message: expect.stringMatching(message) } },
    ]);
    expect(worker.logs.filter(({ event }) => event === 'model.loaded').map(({ fields }) => fields)).not.toContainEqual(
      expect.objectContaining({ kind: 'llm' }),
    );
    await worker.stop();
  });

  it('a file that aborts its process leaves the worker answering, and is not tried again and again', async () => {
    const header = { ...emptyHeader, metadata: new Map([['general.architecture', { type: 'string' as const, value: 'llama' }]]) };
    expect(describeGguf(header).role).toBe('llm');
    const letEverythingPass = (path: string) => Promise.resolve({ type: 'valid' as const, header, sizeBytes: 1, partPaths: [path] });
    const worker = await runWorker({ llm: brokenSplit, embedding: 'glove5k-bert' }, { checkFile: letEverythingPass });
    const models = await worker.settled();
    expect(models).toMatchObject([
      { state: 'ready' },
      { state: 'failed', reason: { code: 'MODEL_LOAD_FAILED', message: expect.stringMatching(/SIGABRT|134/) } },
    ]);
    expect(models[1]?.reason?.message).toMatch(/GGML_ASSERT/);
    expect(models[1]?.reason?.message).not.toMatch(/\/home|\/build/);
    const startsBefore = worker.logs.filter(({ event }) => event === 'model.load-failed').length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(worker.logs.filter(({ event }) => event === 'model.load-failed')).toHaveLength(startsBefore);
    expect((await worker.settled())[1]?.state).toBe('failed');
    await expect((await worker.sources.embedding.current())?.embed(['the dog'], { purpose: 'query' })).resolves.toHaveLength(1);
    await worker.stop();
  });
});

describe.runIf(hasModels)('an engine that dies at work', { timeout: loadTimeoutMs }, () => {
  it('fails what it was doing, is started again, and gives the same vectors', async () => {
    const worker = await runWorker({ llm: 'stories260k-chat', embedding: 'glove5k-bert' });
    await worker.settled();
    const [embedding, llm] = [await worker.sources.embedding.current(), await worker.sources.llm.current()];
    if (llm === null) throw new Error('the worker was to have a language model');
    const before = await embedding?.embed(['the dog ate'], { purpose: 'query' });
    const pids = await enginePids(worker.socketPath);
    const answer = (async () => {
      for await (const event of llm.generate(aGenerationRequest({ maxTokens: 400 })))
        if (event.type === 'text') for (const pid of pids) process.kill(pid, 'SIGKILL');
    })();
    await expect(answer).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    await expect
      .poll(async () => (await worker.settled()).map((model) => model.state), { timeout: loadTimeoutMs })
      .toEqual(['ready', 'ready']);
    expect(await enginePids(worker.socketPath)).not.toEqual(pids);
    await expect(embedding?.embed(['the dog ate'], { purpose: 'query' })).resolves.toEqual(before);
    await expect(collectEvents(llm.generate(aGenerationRequest()))).resolves.not.toHaveLength(0);
    await worker.stop();
  });
});

describe.runIf(hasModels)('the process', { timeout: loadTimeoutMs }, () => {
  it('ends within a second of SIGTERM, with status 0 and without its engines', async () => {
    const worker = await startProcess();
    const pids = await enginePids(worker.socketPath);
    const exit = once(worker.child, 'exit');
    const startMs = performance.now();
    worker.child.kill('SIGTERM');
    await expect(exit).resolves.toEqual([0, null]);
    expect(performance.now() - startMs).toBeLessThan(2_000);
    await expect.poll(() => pids.filter(isAlive), { timeout: 2_000 }).toEqual([]);
    await worker.cleanUp();
  });

  it('leaves no engine behind when it is killed', async () => {
    const worker = await startProcess();
    const pids = await enginePids(worker.socketPath);
    expect(pids).toHaveLength(2);
    worker.child.kill('SIGKILL');
    await expect.poll(() => pids.filter(isAlive), { timeout: 5_000 }).toEqual([]);
    await worker.cleanUp();
  });

  it('ends when the process that started it is gone', async () => {
    const worker = await startProcess();
    const pids = await enginePids(worker.socketPath);
    const exit = once(worker.child, 'exit');
    worker.child.disconnect();
    await exit;
    await expect.poll(() => pids.filter(isAlive), { timeout: 5_000 }).toEqual([]);
    await worker.cleanUp();
  });
});

async function startProcess() {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-inf-'));
  const { sockets } = runtimePaths(folder);
  const environment = {
    CARREL_DATA_DIR: folder,
    CARREL_MODELS_DIR: sharedPath('models'),
    CARREL_LLM: 'stories260k-chat',
    CARREL_EMBEDDING: 'glove5k-bert',
  };
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...environment, CARREL_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await expect
    .poll(async () => (await healthOf(sockets.inference).catch(() => null))?.models.map((model) => model.state), { timeout: loadTimeoutMs })
    .toEqual(['ready', 'ready']);
  return { child, socketPath: sockets.inference, cleanUp: () => rm(folder, { recursive: true }) };
}

async function healthOf(socketPath: string): Promise<Health> {
  return JSON.parse((await sendOver(socketPath, { route: 'GET /health' })).text) as Health;
}

async function enginePids(socketPath: string): Promise<readonly number[]> {
  return (await healthOf(socketPath)).models.flatMap(({ pid }) => (pid === null ? [] : [pid]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
