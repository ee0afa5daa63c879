import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTableDurability } from './table-durability.ts';

describe('createTableDurability', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'carrel-sync-')), 'chunks.lance');
    await mkdir(join(folder, 'data'), { recursive: true });
  });
  afterEach(() => rm(dirname(folder), { recursive: true }));

  function aDisk() {
    const synced: string[] = [];
    const sync = (path: string) => {
      synced.push(path);
      return Promise.resolve();
    };
    return {
      disk: { syncFile: sync, syncFolder: sync },
      taken: () => synced.splice(0).map((path) => path.slice(dirname(folder).length + 1)),
    };
  }

  it('syncs every file once, then each folder that got one, up to the folder that holds the table', async () => {
    const { disk, taken } = aDisk();
    const durability = createTableDurability(folder, disk);
    await writeFile(join(folder, 'data', 'a'), '');
    await durability.syncNewFiles();
    const first = taken();
    expect(first[0]).toBe('chunks.lance/data/a');
    expect(new Set(first.slice(1))).toEqual(new Set(['chunks.lance/data', 'chunks.lance', '']));
    await mkdir(join(folder, '_versions'));
    await writeFile(join(folder, '_versions', 'b'), '');
    await durability.syncNewFiles();
    expect(taken()).toEqual(['chunks.lance/_versions/b', 'chunks.lance', 'chunks.lance/_versions']);
    await durability.syncNewFiles();
    expect(taken()).toEqual([]);
  });

  it('syncs the one file that is rewritten each time', async () => {
    const { disk, taken } = aDisk();
    const durability = createTableDurability(folder, disk);
    await writeFile(join(folder, 'latest_version_hint.json'), '1');
    await durability.syncNewFiles();
    taken();
    await writeFile(join(folder, 'latest_version_hint.json'), '2');
    await durability.syncNewFiles();
    expect(taken()).toContain('chunks.lance/latest_version_hint.json');
  });
});
