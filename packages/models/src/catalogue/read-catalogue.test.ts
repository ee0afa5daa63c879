import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsFile, sharedPath } from '../../../../test/support/require.ts';
import { checkCatalogue } from './check-catalogue.ts';
import { readCatalogue } from './read-catalogue.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-catalogue-'));
});
afterAll(() => rm(folder, { recursive: true }));

const builtIn = async (): Promise<unknown> => JSON.parse(await readFile(new URL('./catalogue.json', import.meta.url), 'utf8'));
const entries = () => readCatalogue({ ownPath: null, keyPath: null });

describe('the built-in catalogue', () => {
  it('is right in itself', async () => {
    expect(checkCatalogue(await builtIn())).toEqual([]);
  });

  it('has models of every family and for every role', async () => {
    const found = await entries();
    const families = new Set(found.filter((one) => one.role === 'answer').map((one) => one.family));
    expect([...families]).toEqual(expect.arrayContaining(['Llama', 'Mistral', 'Gemma', 'Qwen', 'Phi', 'DeepSeek', 'SmolLM']));
    expect(new Set(found.map((one) => one.role))).toEqual(new Set(['answer', 'embed', 'rerank']));
  });

  it('says what a licence limits, and shows what is not known as not known', async () => {
    const byName = new Map((await entries()).map((one) => [one.name, one]));
    expect(byName.get('llama-3.2-3b-instruct')?.licenceDetail).toMatchObject({
      commercialUse: 'limited',
      monthlyUsersLimit: 700_000_000,
      limits: expect.arrayContaining([expect.stringContaining('700 million')]),
    });
    expect(byName.get('gemma-4-e4b-it')).toMatchObject({ licence: null, licenceDetail: null, parameters: null });
    expect(byName.get('smollm2-1.7b')).toMatchObject({ tuning: 'base' });
    expect(byName.get('llama-4-scout-17b-16e-instruct')).toMatchObject({
      parameters: 109e9,
      activeParameters: 17e9,
      isMixtureOfExperts: true,
    });
  });

  it.runIf(needsFile('facts', 'models.csv'))('agrees with the known digests', async () => {
    const lines = (await readFile(sharedPath('facts', 'models.csv'), 'utf8')).trim().split('\n').slice(1);
    const known = new Map(
      lines.map((line) => line.split(',')).map(([, repository, file, , , sha256]) => [`${repository}/${file}`, sha256?.trim()]),
    );
    const files = (await entries()).flatMap((one) => one.files);
    expect(files).toHaveLength(known.size);
    for (const file of files) expect(known.get(`${file.repository}/${file.file}`)).toBe(file.sha256);
  });
});

describe('the checker', () => {
  it.each([
    ['a form that is none', { schemaVersion: 2 }, /schemaVersion/],
    ['a licence that is nowhere', { licence: 'nowhere' }, /has the licence "nowhere"/],
    ['more active parameters than there are', { activeParameters: 9e9 }, /more active parameters/],
    ['an embedder without dimensions', { role: 'embed', tuning: null }, /must have dimensions/],
    [
      'a precision that is none',
      { files: [{ repository: 'a/b', file: 'c.gguf', precision: 'Q9_Z', sizeBytes: null, sha256: 'a'.repeat(64) }] },
      /"Q9_Z"/,
    ],
  ])('finds %s', (_what, change, problem) => {
    const content = 'schemaVersion' in change ? change : aCatalogue(change);
    expect(checkCatalogue(content).join('\n')).toMatch(problem);
  });
  it('finds nothing in a good one', () => {
    expect(checkCatalogue(aCatalogue({}))).toEqual([]);
  });
});

describe('a company’s own catalogue', () => {
  const keys = generateKeyPairSync('ed25519');
  const put = async (content: object, key = keys.privateKey) => {
    const bytes = Buffer.from(JSON.stringify(content));
    await writeFile(join(folder, 'own.json'), bytes);
    await writeFile(join(folder, 'own.json.sig'), sign(null, bytes, key).toString('base64'));
    await writeFile(join(folder, 'key.pem'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
    return { ownPath: join(folder, 'own.json'), keyPath: join(folder, 'key.pem') };
  };

  it('lies over the built-in one', async () => {
    const options = await put(aCatalogue({ name: 'phi-4', title: 'Our Phi', licence: 'house' }));
    const found = await readCatalogue(options);
    expect(found.find((one) => one.name === 'phi-4')).toMatchObject({
      title: 'Our Phi',
      catalogue: 'House',
      licenceDetail: { name: 'House rules' },
    });
    expect(found).toHaveLength((await entries()).length);
  });

  it('is refused when it was changed, signed by another key, or comes without one', async () => {
    const options = await put(aCatalogue({}), generateKeyPairSync('ed25519').privateKey);
    await expect(readCatalogue(options)).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: expect.stringContaining('signature'),
    });
    const signed = await put(aCatalogue({}));
    await writeFile(signed.ownPath, JSON.stringify(aCatalogue({ title: 'Changed' })));
    await expect(readCatalogue(signed)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
    await expect(readCatalogue({ ...signed, keyPath: null })).rejects.toMatchObject({ message: expect.stringContaining('_KEY') });
    await expect(readCatalogue(await put(aCatalogue({ licence: 'nowhere' })))).rejects.toMatchObject({
      message: expect.stringContaining('nowhere'),
    });
  });
});

function aCatalogue(change: object): object {
  const licence = {
    id: 'house',
    name: 'House rules',
    url: 'https://example.com/rules',
    commercialUse: 'yes',
    monthlyUsersLimit: null,
    isShareAlikeOnServing: false,
    limits: ['None.'],
  };
  const model = {
    name: 'our-model',
    title: 'Our model',
    family: 'House',
    role: 'answer',
    publisher: 'Us',
    parameters: 1e9,
    activeParameters: 1e9,
    isMixtureOfExperts: false,
    tuning: 'instruction',
    isReasoning: false,
    licence: 'house',
    contextTokens: 4_096,
    dimensions: null,
    trainingData: null,
    shape: null,
    files: [],
  };
  return { schemaVersion: 1, name: 'House', licences: [licence], models: [{ ...model, ...change }] };
}
