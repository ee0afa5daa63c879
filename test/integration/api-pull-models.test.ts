import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationSchema } from '@carrel/contract';
import { runtimePaths, systemClock } from '@carrel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { InferenceWorker } from '../../workers/inference/src/compose.ts';
import { startInferenceWorker } from '../../workers/inference/src/compose.ts';
import { sendOver } from '../../workers/inference/src/fixtures/running-worker.ts';
import { engineEnvironment } from '../../workers/inference/src/engine-environment.ts';
import { recorded } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { createRecordingLogger } from '../support/fakes/recording-logger.ts';
import { needsFile, sharedPath } from '../support/require.ts';

const realModel = sharedPath('models', 'stories260k-chat', 'stories260K-f32-chat.gguf');
const licence = 'House licence';
const timeout = 120_000;

let folder: string;
let api: TestApi;
let worker: InferenceWorker;
let hub: Server;
let requests = 0;

describe.runIf(needsFile('models', 'stories260k-chat') && needsFile('models', 'broken-gguf'))('bringing models in', { timeout }, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carrel-hub-'));
    const content = await readFile(realModel);
    const broken = await readFile(sharedPath('models', 'broken-gguf', 'ferrox_real_test.gguf'));
    const files: Readonly<Record<string, Buffer>> = { 'stories.gguf': content, 'broken.gguf': broken, 'swapped.gguf': broken };
    hub = createServer((request, response) => {
      requests += 1;
      const file = files[request.url?.split('/').at(-1) ?? ''];
      if (file === undefined) response.writeHead(404).end();
      else response.writeHead(200, { etag: '"1"', 'content-length': file.byteLength }).end(file);
    });
    hub.listen(0, '127.0.0.1');
    await once(hub, 'listening');
    const address = hub.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const entries = [aModel('stories', content), aModel('broken', broken), aModel('swapped', content)];
    api = await startTestApi({
      CARREL_MODEL_SOURCES: `http://127.0.0.1:${address.port}`,
      ...(await signedCatalogue(entries)),
    });
    worker = await startInferenceWorker(
      { clock: systemClock, logger: createRecordingLogger().logger },
      {
        address: { socketPath: runtimePaths(api.dataDir).sockets.inference },
        llm: null,
        embedding: null,
        modelFolders: [],
        hashCachePath: join(folder, 'hashes.json'),
        threads: 1,
        contextTokens: 512,
        gpu: false,
        engineEnvironment: engineEnvironment(process.env),
      },
    );
  }, timeout);
  afterAll(async () => {
    await api.close();
    await worker.close();
    hub.close();
    await rm(folder, { recursive: true });
  });

  it('fetches nothing before the licence was accepted by its exact name', async () => {
    for (const wrong of ['', 'house licence', 'MIT License']) {
      const { status, json } = await pull('stories', wrong);
      expect([status, json]).toMatchObject([403, { code: 'MODEL_LICENCE_NOT_ACCEPTED', detail: expect.any(String) }]);
    }
    expect(requests).toBe(0);
  });

  it('installs what is whole, accepted and tried, with its provenance and its events', async () => {
    await expect(pull('stories', licence)).resolves.toMatchObject({ status: 202 });
    await expect(settled('stories')).resolves.toMatchObject({ state: 'installed', code: null });
    const record: unknown = JSON.parse(await readFile(join(api.dataDir, 'models', 'stories', 'provenance.json'), 'utf8'));
    expect(record).toMatchObject({
      name: 'stories',
      sha256: createHash('sha256')
        .update(await readFile(realModel))
        .digest('hex'),
      sha256From: 'catalogue',
      licence: { name: licence },
      acceptedBy: expect.stringMatching(/./),
      architecture: 'llama',
      engine: expect.stringContaining('llama.cpp'),
      source: expect.stringContaining('/owner/stories/resolve/main/stories.gguf'),
    });
    const types = (await recorded(api)).map((event) => event.type);
    expect(types.indexOf('model.installed')).toBeLessThan(types.indexOf('model.licence_accepted'));
    await expect(api.owner('/api/v1/admin/models')).resolves.toMatchObject({
      json: { items: expect.arrayContaining([expect.objectContaining({ name: 'stories' })]) },
    });
    await expect(pull('stories', licence)).resolves.toMatchObject({ status: 409, json: { code: 'NAME_TAKEN' } });
  });

  it.each([
    ['broken', 'MODEL_ARCHITECTURE_UNSUPPORTED'],
    ['swapped', 'MODEL_HASH_WRONG'],
  ])('never installs a model that is %s', async (name, code) => {
    await pull(name, licence);
    await expect(settled(name)).resolves.toMatchObject({ state: 'failed', code, reason: expect.stringMatching(/\. .+\.$/) });
    expect(await readdir(join(api.dataDir, 'models'))).not.toContain(name);
  });

  it('imports a file whose digest is stated twice, and no other', async () => {
    const path = join(folder, 'Own Model.gguf');
    await writeFile(path, await readFile(realModel));
    await appendFile(path, 'own');
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    const body = { path, licence: 'Our own', name: 'own-model' };
    for (const stated of [{}, { sha256 }, { sha256, sha256Again: 'a'.repeat(64) }, { sha256: 'a'.repeat(64), sha256Again: 'a'.repeat(64) }])
      await expect(importFile({ ...body, ...stated })).resolves.toMatchObject({ json: { code: 'MODEL_HASH_WRONG' } });
    await expect(importFile({ ...body, sha256, sha256Again: sha256 })).resolves.toMatchObject({ status: 202 });
    await expect(settled('own-model')).resolves.toMatchObject({ state: 'installed' });
  });

  it('does not load an installed file that was altered', async () => {
    await appendFile(join(api.dataDir, 'models', 'own-model', 'Own-Model.gguf'), 'x');
    const other = await startInferenceWorker(
      { clock: systemClock, logger: createRecordingLogger().logger },
      {
        address: { socketPath: join(folder, 'other.sock') },
        llm: 'own-model',
        embedding: null,
        modelFolders: [join(api.dataDir, 'models')],
        hashCachePath: join(folder, 'other-hashes.json'),
        threads: 1,
        contextTokens: 512,
        gpu: false,
        engineEnvironment: engineEnvironment(process.env),
      },
    );
    try {
      await expect
        .poll(async () => sentState(join(folder, 'other.sock')), { timeout: 60_000 })
        .toMatchObject({ state: 'failed', reason: { code: 'MODEL_FILE_ALTERED' } });
    } finally {
      await other.close();
    }
  });

  it('reads a file anew when asked, whatever it remembers of it, and says what it finds', async () => {
    const verified = (name: string) => api.owner('/api/v1/admin/models/verify', { method: 'POST', body: { name } });
    const sha256 = createHash('sha256')
      .update(await readFile(realModel))
      .digest('hex');
    await expect(verified('stories')).resolves.toMatchObject({ json: { outcome: 'unaltered', sha256, expected: sha256 } });
    await expect(verified('own-model')).resolves.toMatchObject({ json: { outcome: 'altered' } });
    await mkdir(join(api.dataDir, 'models', 'by-hand'));
    await writeFile(join(api.dataDir, 'models', 'by-hand', 'a.gguf'), await readFile(realModel));
    await expect(verified('by-hand')).resolves.toMatchObject({ json: { outcome: 'unrecorded', expected: null } });
    for (const name of ['none', '/etc/passwd', '../models/stories', `${folder}/Own Model.gguf`, 'stories/../stories'])
      await expect(verified(name)).resolves.toMatchObject({ status: 404, json: { code: 'MODEL_NOT_FOUND' } });
  });

  it('removes what was installed, with an event, and nothing that lies elsewhere', async () => {
    const remove = (name: string) => api.owner('/api/v1/admin/models/remove', { method: 'POST', body: { name } });
    await expect(remove('stories')).resolves.toMatchObject({ status: 200 });
    expect(await readdir(join(api.dataDir, 'models'))).not.toContain('stories');
    await expect(remove('stories')).resolves.toMatchObject({ status: 404 });
    await writeFile(join(api.dataDir, 'models', 'loose.gguf'), await readFile(realModel));
    await expect(remove('loose')).resolves.toMatchObject({ status: 409, json: { code: 'MODEL_NOT_REMOVABLE' } });
    expect((await recorded(api))[0]).toMatchObject({ type: 'model.removed' });
    expect(await readdir(join(api.dataDir, 'quarantine'))).toEqual(expect.not.arrayContaining([expect.stringMatching(/^removed-/)]));
  });
});

async function sentState(socketPath: string): Promise<unknown> {
  const { text } = await sendOver(socketPath, { route: 'GET /v1/models' });
  return z.object({ data: z.array(z.unknown()) }).parse(JSON.parse(text)).data[0];
}

const pull = (name: string, accepted: string) =>
  api.owner('/api/v1/admin/models/pull', { method: 'POST', body: { name, licence: accepted } });
const importFile = (body: object) => api.owner('/api/v1/admin/models/import', { method: 'POST', body });

async function settled(name: string) {
  for (;;) {
    const { json } = await api.owner('/api/v1/admin/models/installations');
    const found = z
      .object({ items: z.array(installationSchema) })
      .parse(json)
      .items.find((one) => one.name === name);
    if (found !== undefined && ['installed', 'failed', 'cancelled'].includes(found.state)) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function aModel(name: string, content: Buffer): object {
  const file = { repository: `owner/${name}`, file: `${name}.gguf`, precision: 'F32', sizeBytes: null };
  return {
    name,
    title: name,
    family: 'House',
    role: 'answer',
    publisher: 'Us',
    parameters: 1_000_000,
    activeParameters: 1_000_000,
    isMixtureOfExperts: false,
    tuning: 'instruction',
    isReasoning: false,
    licence: 'house',
    contextTokens: 512,
    dimensions: null,
    trainingData: null,
    shape: null,
    files: [
      {
        ...file,
        sha256: createHash('sha256')
          .update(content)
          .update(name === 'swapped' ? 'other' : '')
          .digest('hex'),
      },
    ],
  };
}

async function signedCatalogue(models: readonly object[]): Promise<Record<string, string>> {
  const keys = generateKeyPairSync('ed25519');
  const house = { id: 'house', name: licence, url: 'https://example.com/licence', commercialUse: 'yes', monthlyUsersLimit: null };
  const content = { schemaVersion: 1, name: 'House', licences: [{ ...house, isShareAlikeOnServing: false, limits: ['None.'] }], models };
  const bytes = Buffer.from(JSON.stringify(content));
  const path = join(folder, 'catalogue.json');
  await writeFile(path, bytes);
  await writeFile(`${path}.sig`, sign(null, bytes, keys.privateKey).toString('base64'));
  await writeFile(join(folder, 'key.pem'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
  return { CARREL_MODEL_CATALOGUE: path, CARREL_MODEL_CATALOGUE_KEY: join(folder, 'key.pem') };
}
