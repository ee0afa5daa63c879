import { CarrelError } from '@carrel/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CannedModelServer } from '../../../test/support/canned-model-server.ts';
import { jsonAnswer, startCannedModelServer } from '../../../test/support/canned-model-server.ts';
import { aGenerationRequest, collectEvents } from '../../../test/support/contracts/model-server-contract.ts';
import { createFakeClock } from '../../../test/support/fakes/fake-clock.ts';
import type { ModelSources, ModelSourcesOptions } from './model-sources.ts';
import type { NetworkPolicy } from './network/network-policy.ts';
import type { WorkerModel } from './openai/wire-schemas.ts';
import { createModelSources } from './model-sources.ts';

const clock = createFakeClock();
let server: CannedModelServer;
let open: ModelSources[];
beforeEach(async () => {
  server = await startCannedModelServer({ models: ['one'] });
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((sources) => sources.close()));
  await server.close();
});

function sourcesOf(options: Partial<ModelSourcesOptions>, network?: NetworkPolicy): ModelSources {
  const defaults = { embedding: null, llm: null, workerAddress: server.url, offline: false, allowRemote: false, loadingWaitMs: 0 };
  const sources = createModelSources({ clock, ...(network === undefined ? {} : { network }) }, { ...defaults, ...options });
  open.push(sources);
  return sources;
}

const sha256 = 'a'.repeat(64);
function workerModel(more: Partial<WorkerModel>): WorkerModel {
  return {
    id: 'mini',
    object: 'model',
    created: 0,
    owned_by: 'carrel',
    role: 'embedding',
    state: 'ready',
    reason: null,
    sha256,
    vector_id: `${sha256}+e5`,
    size_bytes: 1,
    architecture: 'bert',
    quantization: 'F32',
    licence: null,
    context_tokens: 512,
    dimensions: 8,
    max_input_tokens: 508,
    special_tokens: 2,
    max_inputs: 256,
    chat_template_sha256: null,
    engine: 'node-llama-cpp 3.22.1',
    ...more,
  };
}
const listing = (...models: readonly WorkerModel[]) => jsonAnswer(200, { object: 'list', data: models });

describe('nothing configured', () => {
  it('gives no model and asks nobody', async () => {
    const sources = sourcesOf({ embedding: '', llm: null });
    await expect(sources.embedding.current()).resolves.toBeNull();
    await expect(sources.llm.current()).resolves.toBeNull();
    await expect(sources.llm.current('any')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(sources.workerModels()).resolves.toEqual([]);
    expect(server.requests).toEqual([]);
  });
});

describe('models of the worker', () => {
  it('are described by what the worker says', async () => {
    server.answerNext('/v1/models', listing(workerModel({}), workerModel({ role: 'llm', id: 'writer', context_tokens: 2048 })));
    const sources = sourcesOf({ embedding: 'mini', llm: 'writer' });
    await expect(sources.embedding.current()).resolves.toMatchObject({
      name: 'mini',
      id: `${sha256}+e5`,
      dimensions: 8,
      maxInputTokens: 508,
      maxInputsPerCall: 256,
    });
    server.answerNext('/v1/models', listing(workerModel({ role: 'llm', id: 'writer', context_tokens: 2048 })));
    await expect(sources.llm.current()).resolves.toMatchObject({
      name: 'writer',
      id: sha256,
      fileSha256: sha256,
      contextTokens: 2048,
      remoteHost: null,
    });
  });

  it('are the same objects for a while, and are asked for again later', async () => {
    server.answerNext('/v1/models', listing(workerModel({})), listing(workerModel({ vector_id: 'b'.repeat(64) })));
    const sources = sourcesOf({ embedding: 'mini' });
    const [first, second] = await Promise.all([sources.embedding.current(), sources.embedding.current()]);
    expect(second).toBe(first);
    clock.advance(10_000);
    await expect(sources.embedding.current()).resolves.toMatchObject({ id: 'b'.repeat(64) });
  });

  it('that could not be loaded say why, and so do those that are not there', async () => {
    const failed = workerModel({ state: 'failed', reason: { code: 'MODEL_LOAD_FAILED', message: 'The model file is damaged.' } });
    server.answerNext(
      '/v1/models',
      listing(failed),
      listing({ ...failed, reason: { code: 'MODEL_NOT_FOUND', message: 'There is no model "mini".' } }),
    );
    const sources = sourcesOf({ embedding: 'mini' });
    await expect(sources.embedding.current()).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED', message: 'The model file is damaged.' });
    await expect(sources.embedding.current()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('that are being loaded are waited for, up to a time', async () => {
    const loading = listing(workerModel({ state: 'loading' }));
    server.answerNext('/v1/models', loading);
    await expect(sourcesOf({ embedding: 'mini' }).embedding.current()).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      retryAfterMs: 1_000,
    });
    server.answerNext('/v1/models', loading, loading, listing(workerModel({})));
    await expect(sourcesOf({ embedding: 'mini', loadingWaitMs: 5_000 }).embedding.current()).resolves.toMatchObject({ name: 'mini' });
  });

  it('are waited for at first, when the worker may just be starting, and later no more', async () => {
    const refused = { status: 503, headers: {}, pieces: [''] };
    server.answerNext('/v1/models', refused, refused, listing(workerModel({})));
    const sources = sourcesOf({ embedding: 'mini', loadingWaitMs: 5_000 });
    await expect(sources.embedding.current()).resolves.toMatchObject({ name: 'mini' });
    clock.advance(10_000);
    server.answerNext('/v1/models', refused);
    await expect(sources.embedding.current()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('are unavailable while the worker is', async () => {
    const sources = sourcesOf({ embedding: 'mini', workerAddress: 'unix:/tmp/carrel-there-is-no-such.sock' });
    await expect(sources.embedding.current()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('that it does not have are loaded by what names them and what they are for', async () => {
    const writer = workerModel({ role: 'llm', id: 'writer', setting: 'writer' });
    const other = workerModel({ role: 'llm', id: 'other', setting: 'other' });
    server.answerNext('/v1/models', listing(writer), listing(writer, other));
    server.answerNext('/v1/models/load', jsonAnswer(200, { ok: true }));
    server.answerNext('/v1/models/unload', jsonAnswer(200, { ok: true }));
    const sources = sourcesOf({ llm: 'writer', loadingWaitMs: 5_000 });
    await expect(sources.languageOf('other').current()).resolves.toMatchObject({ name: 'other' });
    await sources.giveUpLanguage('writer');
    expect(server.requests.filter(({ method }) => method === 'POST').map(({ path, body }) => [path.split('/').at(-1), body])).toEqual([
      ['load', { setting: 'other', role: 'llm' }],
      ['unload', { setting: 'writer', role: 'llm' }],
    ]);
    await expect(sources.languageOf(null).current()).resolves.toBeNull();
  });

  it('get what only the worker knows: scope, progress and purpose', async () => {
    server.answerNext('/v1/models', listing(workerModel({ role: 'llm', id: 'writer' })));
    const llm = await sourcesOf({ llm: 'writer' }).llm.current();
    if (llm !== null) await collectEvents(llm.generate(aGenerationRequest({ cacheScope: 'conv_1' })));
    expect(server.requests.at(-1)?.body).toMatchObject({ cache_scope: 'conv_1', return_progress: true });
    server.answerNext('/v1/models', listing(workerModel({})));
    const embedding = await sourcesOf({ embedding: 'mini' }).embedding.current();
    await embedding?.embed(['one'], { purpose: 'query' });
    expect(server.requests.at(-1)?.body).toMatchObject({ purpose: 'query', input: ['one'] });
  });
});

describe('models of a server', () => {
  it('are the only one, or the one named behind #', async () => {
    const several = await startCannedModelServer({ models: ['a', 'b'] });
    await expect(sourcesOf({ llm: server.url }).llm.current()).resolves.toMatchObject({
      name: 'one',
      fileSha256: null,
      contextTokens: 2048,
      remoteHost: null,
      id: `${server.url}#one`,
    });
    await expect(sourcesOf({ llm: `${several.url}#b` }).llm.current()).resolves.toMatchObject({ name: 'b' });
    await expect(sourcesOf({ llm: several.url }).llm.current('a')).resolves.toMatchObject({ name: 'a' });
    await expect(sourcesOf({ llm: several.url }).llm.current()).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: expect.stringContaining('a, b'),
    });
    await expect(sourcesOf({ llm: `${several.url}#c` }).llm.current()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await several.close();
  });

  it('are known by their files where the server is a worker of Carrel on another machine', async () => {
    const both = [workerModel({}), workerModel({ role: 'llm', id: 'writer', sha256: 'c'.repeat(64) })];
    server.answerNext('/v1/models', listing(...both), listing(...both));
    const sources = sourcesOf({ embedding: server.url, llm: server.url });
    await expect(sources.embedding.current()).resolves.toMatchObject({ name: 'mini', id: `${sha256}+e5`, dimensions: 8 });
    await expect(sources.llm.current()).resolves.toMatchObject({ name: 'writer', id: 'c'.repeat(64), remoteHost: null });
  });

  it('are sent the key, and the worker never is', async () => {
    await sourcesOf({ llm: server.url, apiKey: 'key-1' }).llm.current();
    expect(server.requests.at(-1)?.headers['authorization']).toBe('Bearer key-1');
    await sourcesOf({ llm: 'writer', apiKey: 'key-1' })
      .workerModels()
      .catch(() => undefined);
    expect(server.requests.at(-1)?.headers['authorization']).toBeUndefined();
  });

  it('learn their dimensions, and add the text form that the server does not', async () => {
    const e5 = await startCannedModelServer({ models: ['multilingual-e5-small'], dimensions: 16 });
    const embedding = await sourcesOf({ embedding: e5.url }).embedding.current();
    expect(embedding).toMatchObject({ dimensions: 16, id: `${e5.url}#multilingual-e5-small+e5` });
    await embedding?.embed(['How long?'], { purpose: 'query' });
    expect(e5.requests.at(-1)?.body).toEqual({ model: 'multilingual-e5-small', input: ['query: How long?'], encoding_format: 'base64' });
    await e5.close();
  });

  it('outside are named, when they are allowed', async () => {
    const outside: NetworkPolicy = { resolve: () => Promise.resolve({ addresses: [{ address: '127.0.0.1', family: 4 }], isRemote: true }) };
    const url = server.url.replace('127.0.0.1', 'models.example.org');
    await expect(sourcesOf({ llm: url }, outside).llm.current()).resolves.toMatchObject({ remoteHost: 'models.example.org' });
  });

  it('outside are refused, and not connected to', async () => {
    await expect(sourcesOf({ llm: 'http://93.184.215.14/v1' }).llm.current()).rejects.toMatchObject({ code: 'MODEL_URL_REFUSED' });
    await expect(
      sourcesOf({ embedding: 'http://93.184.215.14/v1', allowRemote: true, offline: true }).embedding.current(),
    ).rejects.toMatchObject({ code: 'MODEL_URL_REFUSED' });
  });

  it('whose name changes its address after the check are refused at the connection', async () => {
    let lookups = 0;
    const rebinding: NetworkPolicy = {
      resolve: () => {
        lookups += 1;
        if (lookups > 2) return Promise.reject(new CarrelError('MODEL_URL_REFUSED'));
        return Promise.resolve({ addresses: [{ address: '127.0.0.1', family: 4 }], isRemote: false });
      },
    };
    const url = server.url.replace('127.0.0.1', 'rebinding.example.org');
    await expect(sourcesOf({ llm: url }, rebinding).llm.current()).rejects.toMatchObject({ code: 'MODEL_URL_REFUSED' });
    expect(server.requests).toEqual([]);
  });
});
