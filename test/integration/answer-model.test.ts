import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { routes } from '@carrel/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killChild } from '../faults/children.ts';
import { askUntilEnd, uploadPages, waitForEnd } from '../faults/journey.ts';
import { type CarrelProcess, carrelCommand, startCarrel } from '../support/carrel-process.ts';
import { needsFile, sharedPath } from '../support/require.ts';
import { until } from '../support/until.ts';

const small = 'stories260k-chat';
const other = 'smollm2-135m-instruct';
const isThere = needsFile('models', small) && needsFile('models', other);
const run = promisify(execFile);
const aMinute = { timeoutMs: 60_000, everyMs: 200 };

describe.runIf(isThere)('the language model that answers', { timeout: 240_000 }, () => {
  let dataDir: string;
  let carrel: CarrelProcess;
  const environment = { CARREL_MODELS_DIR: sharedPath('models'), CARREL_LLM: small };
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'carrel-answer-model-'));
    carrel = await startCarrel({ dataDir, env: environment });
    const content = new Blob(['# Leave\n\nThere are 30 vacation days in Germany. They are taken in agreement with the team.\n']);
    const documents = await uploadPages(carrel.client, [{ path: 'leave.md', content }], 'Rules');
    await waitForEnd(carrel.client, documents.values(), 60_000);
  }, 120_000);
  afterAll(async () => {
    await carrel.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  const cli = async (...args: readonly string[]) => {
    const { stdout } = await run(process.execPath, [carrelCommand, '--json', '--data', dataDir, ...args]);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const loaded = async () => {
    const { items } = await carrel.client.call(routes.listModels, {});
    return items.filter(({ isInUse, role }) => isInUse && role === 'answer').map(({ name }) => name);
  };

  test('is changed while questions are asked, none of which fails, and the one before ends', async () => {
    let isStopped = false;
    const ends: string[] = [];
    const asking = (async () => {
      while (!isStopped) ends.push(await askUntilEnd(carrel.client, 'How many vacation days are there in Germany?'));
    })();
    await expect(cli('models', 'status', '--for', 'answer')).resolves.toMatchObject({ inUse: small, canGoBack: false });
    // What the model can do says what it is used for.
    await expect(cli('models', 'use', other)).resolves.toMatchObject({ inUse: other, configured: small, previous: small, canGoBack: true });
    await until('the model before to end', async () => (await loaded()).join() === other, aMinute);
    isStopped = true;
    await asking;
    expect(ends.length).toBeGreaterThan(0);
    expect(new Set(ends)).toEqual(new Set(['done']));
    const { stdout } = await run(process.execPath, [carrelCommand, '--data', dataDir, 'audit', 'export']);
    expect(stdout).toContain('"type":"model.activated"');
  });

  test('that nobody has, or that only embeds, is refused, and the one in use goes on', async () => {
    for (const name of ['no-such-model', 'all-minilm-l6-v2'])
      await expect(carrel.client.call(routes.useAnswerModel, { body: { model: name } })).rejects.toMatchObject({
        problem: { status: 404, code: 'MODEL_NOT_FOUND' },
      });
    await expect(carrel.client.call(routes.removeModel, { body: { name: other } })).rejects.toMatchObject({ problem: { status: 409 } });
    expect(await loaded()).toEqual([other]);
  });

  test('is changed by a command that says what is wrong with it', async () => {
    await expect(cli('models', 'use', other, '--for', 'reranking')).rejects.toMatchObject({ code: 2 });
    await expect(cli('models', 'use', 'http://127.0.0.1:9')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--for answer'),
    });
    await expect(cli('models', 'use', other, '--hold')).rejects.toMatchObject({ code: 2 });
    await expect(cli('models', 'use', 'no-such-model', '--for', 'answer')).rejects.toMatchObject({ code: 4 });
    await expect(cli('models', 'use', 'http://127.0.0.1:9', '--for', 'answer')).rejects.toMatchObject({ code: 5 });
  });

  test('is loaded again after the process that runs models was killed, and the other one leaves it the room', async () => {
    expect(await killChild(carrel.pid, 'inference')).toBe(true);
    await until(
      'the chosen model',
      async () => {
        await askUntilEnd(carrel.client, 'How many vacation days are there in Germany?');
        return (await loaded()).includes(other);
      },
      aMinute,
    );
    await until(
      'the chosen model alone',
      async () => {
        await askUntilEnd(carrel.client, 'How many vacation days are there in Germany?');
        return (await loaded()).join() === other;
      },
      aMinute,
    );
  });

  test('stays the chosen one after a new start, and one command goes back', async () => {
    await carrel.stop();
    carrel = await startCarrel({ dataDir, env: environment });
    await until(
      'the chosen model alone',
      async () => {
        await askUntilEnd(carrel.client, 'How many vacation days are there in Germany?');
        return (await loaded()).join() === other;
      },
      aMinute,
    );
    await expect(cli('models', 'rollback', '--for', 'answer')).resolves.toMatchObject({ inUse: small, previous: other, canGoBack: true });
    expect(await loaded()).toContain(small);
  });

  test('is the one of CARREL_LLM again when that is changed', async () => {
    await cli('models', 'use', other, '--for', 'answer');
    await carrel.stop();
    carrel = await startCarrel({ dataDir, env: { ...environment, CARREL_LLM: '' } });
    await expect(cli('models', 'status', '--for', 'answer')).resolves.toMatchObject({ inUse: null, configured: null, canGoBack: false });
  });

  test('is listed with the digest of its file', async () => {
    const { models } = (await cli('models', 'list')) as { models: readonly { readonly name: string; readonly sha256: string | null }[] };
    const bytes = await readFile(sharedPath('models', 'glove5k-bert', 'glove5k-bert-f32.gguf'));
    expect(models.find(({ name }) => name === 'glove5k-bert')?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});
