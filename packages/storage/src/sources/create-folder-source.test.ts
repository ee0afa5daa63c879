import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderSource } from './create-folder-source.ts';
import { type FolderFiles, nodeFolderFiles } from './folder-files.ts';

let root: string;
let nowMs: number;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'carrel-folder-'));
  nowMs = Date.now() + 60_000;
});
afterEach(() => rm(root, { recursive: true, force: true }));

const signal = new AbortController().signal;
const aSource = (change: { readonly ignore?: readonly string[]; readonly files?: FolderFiles } = {}) =>
  createFolderSource(
    { clock: { nowMs: () => nowMs }, ...(change.files && { files: change.files }) },
    { root, ignore: change.ignore ?? [], settleMs: 4_000 },
  );
const write = async (path: string, text = path) => {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
};
async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
const pathsOf = async (source: ReturnType<typeof aSource>) => (await source.list(signal)).items.map(({ path }) => path).toSorted();
/** The file system as it would be if what lies below a folder were of another disk. */
const onAnotherDisk = (below: string): FolderFiles => ({
  ...nodeFolderFiles,
  look: async (path) => {
    const stats = await nodeFolderFiles.look(path);
    return path.startsWith(below) ? Object.assign(stats, { dev: stats.dev + 1n }) : stats;
  },
});

describe('a folder', () => {
  it('gives its files with slashes, and what they hold', async () => {
    await write('a/b/c.txt', 'deep');
    await write('d.txt');
    const source = aSource();
    const { items } = await source.list(signal);
    expect(
      items.map(({ path, sizeBytes, isSettled }) => ({ path, sizeBytes, isSettled })).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    ).toEqual([
      { path: 'a/b/c.txt', sizeBytes: 4, isSettled: true },
      { path: 'd.txt', sizeBytes: 5, isSettled: true },
    ]);
    const [deep] = items.filter(({ path }) => path.endsWith('c.txt'));
    expect(deep && (await textOf(source.open(deep)))).toBe('deep');
  });

  it('leaves out what a pattern names, and what nobody means', async () => {
    for (const path of ['keep.md', 'drafts/x.md', 'old/keep.bak', '.git/config', '~$open.docx', 'half.part', 'Thumbs.db', 'sub/.hidden'])
      await write(path);
    expect(await pathsOf(aSource({ ignore: ['drafts/', '*.bak'] }))).toEqual(['keep.md']);
  });

  it('has names in one form of Unicode and opens them in theirs', async () => {
    const decomposed = 'u\u0308ber.txt';
    await write(decomposed, 'text');
    const source = aSource();
    const { items } = await source.list(signal);
    expect(items.map(({ path }) => path)).toEqual(['\u00fcber.txt']);
    expect(items[0] && (await textOf(source.open(items[0])))).toBe('text');
  });

  it('does not call a file settled that was touched a moment ago, whatever time it carries', async () => {
    await write('new.txt');
    await utimes(join(root, 'new.txt'), new Date(0), new Date(0));
    nowMs = Date.now() + 1_000;
    const source = aSource();
    expect((await source.list(signal)).items[0]?.isSettled).toBe(false);
    nowMs += 4_000;
    expect((await source.list(signal)).items[0]?.isSettled).toBe(true);
  });

  it('lets two equal looks settle a file when its clock is ahead of ours', async () => {
    await write('ahead.txt');
    nowMs = Date.now() - 3_600_000;
    const source = aSource();
    expect((await source.list(signal)).items[0]?.isSettled).toBe(false);
    expect((await source.list(signal)).items[0]?.isSettled).toBe(true);
  });

  it('gives no bytes of a file that changed, was replaced by a link, or lies behind a folder that became one', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'carrel-elsewhere-'));
    try {
      await writeFile(join(elsewhere, 'x.txt'), 'secret');
      for (const path of ['changed.txt', 'linked.txt', 'sub/x.txt']) await write(path, 'public');
      const source = aSource();
      const items = new Map((await source.list(signal)).items.map((item) => [item.path, item]));
      await writeFile(join(root, 'changed.txt'), 'longer than before');
      await rm(join(root, 'linked.txt'));
      await symlink(join(elsewhere, 'x.txt'), join(root, 'linked.txt'));
      await rename(join(root, 'sub'), join(root, 'was-sub'));
      await symlink(elsewhere, join(root, 'sub'));
      const codes = [];
      for (const path of ['changed.txt', 'linked.txt', 'sub/x.txt']) {
        const item = items.get(path);
        if (item !== undefined) codes.push(await textOf(source.open(item)).catch((error: { code: string }) => error.code));
      }
      expect(codes).toEqual(['SOURCE_FILE_CHANGED', 'SOURCE_FILE_UNREADABLE', 'SOURCE_FILE_CHANGED']);
      expect(await pathsOf(source)).toEqual(['changed.txt', 'was-sub/x.txt']);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('is unreachable when it is not there, is a file, or cannot be listed', async () => {
    await rm(root, { recursive: true });
    await expect(aSource().list(signal)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    await writeFile(root, 'a file');
    await expect(aSource().list(signal)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  });
});

describe('a file that is missing', () => {
  it('is gone when its folder is there, or the folder went too', async () => {
    await write('a/one.txt');
    await write('a/b/two.txt');
    const source = aSource();
    const { items } = await source.list(signal);
    await rm(join(root, 'a', 'one.txt'));
    await rm(join(root, 'a', 'b'), { recursive: true });
    expect(await Promise.all(items.map((item) => source.isGone(item)))).toEqual([true, true]);
  });

  it('is not gone when it is there after all, or when the disk that held it is not mounted any more', async () => {
    await write('drive/one.txt');
    await write('two.txt');
    const mounted = aSource({ files: onAnotherDisk(join(root, 'drive')) });
    const { items } = await mounted.list(signal);
    await rm(join(root, 'drive', 'one.txt'));
    const isGone = new Map(await Promise.all(items.map(async (item) => [item.path, await aSource().isGone(item)] as const)));
    expect([isGone.get('drive/one.txt'), isGone.get('two.txt')]).toEqual([false, false]);
  });

  it('is gone from the source when a pattern leaves it out', async () => {
    await write('one.txt');
    const [item] = (await aSource().list(signal)).items;
    expect(item && (await aSource({ ignore: ['one.*'] }).isGone(item))).toBe(true);
  });

  it('is unknown, not gone, below a folder that cannot be listed', async () => {
    await write('locked/one.txt');
    const files: FolderFiles = {
      ...nodeFolderFiles,
      list: (path) => (path.endsWith('locked') ? Promise.reject(new Error('EACCES')) : nodeFolderFiles.list(path)),
    };
    expect(await aSource({ files }).list(signal)).toMatchObject({ items: [], unreadable: ['locked'] });
  });
});
