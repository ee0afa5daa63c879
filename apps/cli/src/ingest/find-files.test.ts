import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { findFiles } from './find-files.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-files-'));
  for (const folder of ['a/deep', 'a/.git', 'b']) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['a/readme.md', 'a/deep/über.txt', 'a/.hidden', 'a/.git/config', 'b/readme.md', 'single.pdf'])
    writeFileSync(join(root, file), file);
  symlinkSync(join(root, 'single.pdf'), join(root, 'b/link.pdf'));
  symlinkSync(join(root, 'nowhere'), join(root, 'b/broken.pdf'));
  symlinkSync(root, join(root, 'b/loop'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const paths = async (...given: readonly string[]) => (await findFiles(given.map((one) => join(root, one)))).map((file) => file.path);

test('a folder’s files are named by their path below it, hidden ones left out', async () => {
  expect(await paths('a')).toEqual(['deep/über.txt', 'readme.md']);
});

test('a single file is named by its name', async () => {
  expect(await paths('single.pdf')).toEqual(['single.pdf']);
});

test('links to files are followed, links into nowhere and to folders are left out', async () => {
  expect(await paths('b')).toEqual(['link.pdf', 'readme.md']);
});

test('two files that would take the same place are refused', async () => {
  await expect(paths('a', 'b')).rejects.toThrow(UsageError);
});

test('the same file given twice is one', async () => {
  expect(await paths('single.pdf', 'single.pdf')).toEqual(['single.pdf']);
});

test('a path where nothing is ends with NOT_FOUND', async () => {
  await expect(paths('c')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a file that vanished since it was found cannot be read, and that is what is said', async () => {
  const path = join(root, 'gone.txt');
  writeFileSync(path, 'gone');
  const [file] = await findFiles([path]);
  rmSync(path);
  await expect(file?.open()).rejects.toMatchObject({ code: 'SOURCE_FILE_UNREADABLE' });
});

test('the content is that of the file', async () => {
  const [file] = await findFiles([join(root, 'single.pdf')]);
  expect(await (await file?.open())?.text()).toBe('single.pdf');
  expect(file?.sizeBytes).toBe(10);
});
