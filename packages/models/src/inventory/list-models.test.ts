import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GgufTestValue } from '../../../../test/support/builders/a-gguf-file.ts';
import { aGgufFile } from '../../../../test/support/builders/a-gguf-file.ts';
import { createFileHashes } from './file-hashes.ts';
import { findModelFile, findModelFiles } from './find-model-files.ts';
import { listModels } from './list-models.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-models-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, bytes: Uint8Array = aGgufFile()): Promise<string> {
  const full = join(folder, path);
  await mkdir(join(full, '..'), { recursive: true });
  await writeFile(full, bytes);
  return full;
}

const hashes = () => createFileHashes({ cachePath: join(folder, 'hashes.json') });
const text = (value: string): GgufTestValue => ({ type: 'string', value });
const number = (value: number): GgufTestValue => ({ type: 'uint32', value });

it('finds a model by the name of its folder or of its file', async () => {
  const inFolder = await put('one/anything.Q8_0.gguf');
  const alone = await put('two.gguf');
  await put('notes/readme.txt');
  await expect(findModelFiles([folder])).resolves.toEqual([
    { name: 'one', path: inFolder },
    { name: 'two', path: alone },
  ]);
  await expect(findModelFile('two.gguf', [folder])).resolves.toEqual({ name: 'two', path: alone });
  await expect(findModelFile('three', [folder])).resolves.toBeNull();
});

it('takes the first folder that has the name, and a folder that is not there for an empty one', async () => {
  const first = await put('a/same.gguf');
  await put('b/same.gguf');
  const folders = [join(folder, 'none'), join(folder, 'a'), join(folder, 'b')];
  await expect(findModelFile('same', folders)).resolves.toEqual({ name: 'same', path: first });
});

it('tells several files of one folder apart; the name of the folder alone is the first', async () => {
  const small = await put('many/a-small.gguf');
  await put('many/b-large.gguf');
  await put('many/mmproj-vision.gguf');
  expect((await findModelFiles([folder])).map((file) => file.name)).toEqual(['many/a-small', 'many/b-large']);
  await expect(findModelFile('many', [folder])).resolves.toMatchObject({ path: small });
});

it('counts a split file once, by its first part', async () => {
  await put('big/weights-00001-of-00002.gguf');
  await put('big/weights-00002-of-00002.gguf');
  await expect(findModelFiles([folder])).resolves.toEqual([{ name: 'big', path: join(folder, 'big/weights-00001-of-00002.gguf') }]);
});

it('takes a path as it is', async () => {
  await expect(findModelFile('/somewhere/my-model.gguf', [folder])).resolves.toEqual({
    name: 'my-model',
    path: '/somewhere/my-model.gguf',
  });
});

it('guesses what a model is for', async () => {
  await put(
    'bert.gguf',
    aGgufFile({
      metadata: {
        'general.architecture': text('bert'),
        'bert.embedding_length': number(384),
        'bert.context_length': number(512),
        'general.file_type': number(7),
      },
    }),
  );
  await put(
    'last-pooling.gguf',
    aGgufFile({
      metadata: { 'general.architecture': text('qwen3'), 'qwen3.pooling_type': number(3), 'qwen3.embedding_length': number(1024) },
    }),
  );
  await put('ranker.gguf', aGgufFile({ metadata: { 'general.architecture': text('bert'), 'bert.pooling_type': number(4) } }));
  await put(
    'writer.gguf',
    aGgufFile({
      metadata: { 'general.architecture': text('llama'), 'llama.embedding_length': number(2048), 'general.license': text('mit') },
    }),
  );
  await put('broken.gguf', Buffer.from('not a model'));
  await expect(listModels({ hashes: hashes() }, { folders: [folder] })).resolves.toMatchObject([
    { name: 'bert', role: 'embedding', dimensions: 384, contextTokens: 512, quantization: 'Q8_0', state: 'valid', sha256: null },
    { name: 'broken', state: 'invalid', reason: expect.stringContaining('cannot be loaded') },
    { name: 'last-pooling', role: 'embedding', dimensions: 1024, quantization: 'F32' },
    { name: 'ranker', role: 'reranker', dimensions: null },
    { name: 'writer', role: 'llm', dimensions: null, licence: 'mit', parameterCount: 32 },
  ]);
});

it('lists configured files outside the folders, too', async () => {
  const outside = await put('elsewhere/mine.gguf');
  const models = await listModels(
    { hashes: hashes() },
    { folders: [join(folder, 'none')], configured: [{ name: 'mine', path: outside }], computeHashes: true },
  );
  expect(models).toMatchObject([{ name: 'mine', state: 'valid', sha256: createHash('sha256').update(aGgufFile()).digest('hex') }]);
});

it('hashes a file once, and again when it changed', async () => {
  const path = await put('model.gguf');
  const digest = createHash('sha256').update(aGgufFile()).digest('hex');
  await expect(hashes().known([path])).resolves.toBeNull();
  await expect(hashes().hash([path])).resolves.toBe(digest);
  await expect(hashes().known([path])).resolves.toBe(digest);
  const other = Buffer.from(aGgufFile());
  other[other.byteLength - 1] = 1;
  await put('model.gguf', other);
  await utimes(path, new Date(), new Date(Date.now() + 5_000));
  await expect(hashes().known([path])).resolves.toBeNull();
  await expect(hashes().hash([path])).resolves.toBe(createHash('sha256').update(other).digest('hex'));
});

it('hashes all the parts of a split file, and keeps what other processes noted', async () => {
  const [one, two] = [await put('a.gguf', Buffer.from('one')), await put('b.gguf', Buffer.from('two'))];
  await expect(hashes().hash([one, two])).resolves.toBe(createHash('sha256').update('onetwo').digest('hex'));
  await hashes().hash([two]);
  expect(Object.keys(JSON.parse(await readFile(join(folder, 'hashes.json'), 'utf8')) as object)).toEqual([one, two]);
});

it('works without its cache where that is damaged', async () => {
  const path = await put('a.gguf', Buffer.from('one'));
  await writeFile(join(folder, 'hashes.json'), '{"a": 1');
  await expect(hashes().hash([path])).resolves.toBe(createHash('sha256').update('one').digest('hex'));
});
