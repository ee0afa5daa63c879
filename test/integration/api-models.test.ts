import { fitSchema } from '@carrel/contract';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCaller } from '../support/api/a-caller.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { needsFile, sharedPath } from '../support/require.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_MODELS_DIR: sharedPath('models') });
}, 60_000);
afterAll(() => api.close());

const fit = (query: string) => api.owner(`/api/v1/admin/models/fit?${query}`);

describe('the catalogue', () => {
  it('shows licences in plain words, and why a model cannot be got by its name', async () => {
    const { json } = await api.owner('/api/v1/admin/models/catalogue');
    expect(json).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          name: 'llama-3.2-3b-instruct',
          licence: expect.objectContaining({ monthlyUsersLimit: 700_000_000 }),
          notPullable: null,
        }),
        expect.objectContaining({ name: 'gemma-4-e4b-it', licence: null, notPullable: expect.stringContaining('not confirmed') }),
        expect.objectContaining({ name: 'smollm2-1.7b', tuning: 'base' }),
      ]),
    });
  });

  it('is for admins', async () => {
    const person = await aCaller(api);
    await expect(person.call('/api/v1/admin/models/catalogue')).resolves.toMatchObject({ status: 403 });
    await expect(person.call('/api/v1/admin/models/fit')).resolves.toMatchObject({ status: 403 });
  });
});

describe('fit', () => {
  it('shows the sum, which adds up', async () => {
    const { json } = await fit('name=70B-F16&ramGib=64&vramGib=0&contextTokens=4096');
    expect(json).toMatchObject({
      items: [
        {
          verdict: 'none',
          sentence: expect.stringMatching(/^does not fit: needs 13\d\.\d GiB, has 64\.0 GiB; these fit: /),
          contextTokens: 4096,
        },
      ],
    });
    const [only] = z.object({ items: z.array(fitSchema) }).parse(json).items;
    expect(only?.sum.reduce((sum, part) => sum + part.sizeBytes, 0)).toBeCloseTo(only?.neededBytes ?? 0, -2);
  });

  it('answers for every model of the catalogue at once', async () => {
    const { json } = await fit('ramGib=16&vramGib=24');
    expect(json).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ name: 'qwen3-8b', verdict: 'gpu' }),
        expect.objectContaining({ name: 'deepseek-r1', verdict: 'none' }),
        expect.objectContaining({ name: 'gemma-4-e4b-it', verdict: 'unknown' }),
      ]),
    });
  });

  it.runIf(needsFile('models', 'smollm2-135m-instruct'))('reads a model on this machine from its header', async () => {
    await expect(fit('name=smollm2-135m-instruct')).resolves.toMatchObject({
      json: {
        items: [
          {
            verdict: expect.stringMatching(/^(cpu|gpu)$/),
            assumptions: [],
            sum: expect.arrayContaining([expect.objectContaining({ part: 'weights', sizeBytes: 98_362_432 })]),
          },
        ],
      },
    });
  });

  it('points models of other formats to their servers', async () => {
    await expect(fit('name=someone/Llama-2-13B-AWQ')).resolves.toMatchObject({
      json: {
        items: [
          {
            verdict: 'other-format',
            commands: [expect.stringContaining('vllm serve someone/Llama-2-13B-AWQ'), expect.stringContaining('awq')],
          },
        ],
      },
    });
  });

  it('says when there is no such model, and refuses sizes that are none', async () => {
    await expect(fit('name=no-such-model')).resolves.toMatchObject({ status: 404, json: { code: 'MODEL_NOT_FOUND' } });
    await expect(fit('name=7B&ramGib=much')).resolves.toMatchObject({ status: 400 });
  });

  it.runIf(needsFile('models', 'broken-gguf'))('refuses a broken file with its code', async () => {
    const path = sharedPath('models', 'broken-gguf', 'ferrox_real_test.gguf');
    await expect(fit(`name=${encodeURIComponent(path)}`)).resolves.toMatchObject({ json: { code: 'MODEL_ARCHITECTURE_UNSUPPORTED' } });
  });
});
