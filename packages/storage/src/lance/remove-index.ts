import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../blobs/sync-to-disk.ts';

/** The folder of an index below the one that all of them lie in; that of the first is this one itself. */
export function indexFolder(root: string, folder: string): string {
  return folder === '' ? root : join(root, 'models', folder);
}

/** Removes all that belongs to an index that nobody reads or writes any more. Repeating it after a crash ends it. */
export async function removeIndex(root: string, folder: string): Promise<void> {
  if (folder !== '') {
    await rm(indexFolder(root, folder), { recursive: true, force: true, maxRetries: 5 });
    return;
  }
  // First what says that there is an index.
  for (const name of ['index.json', 'durable.json']) await rm(join(root, name), { force: true });
  await syncFolder(root);
  const names = await readdir(root);
  for (const name of names)
    if (name === 'zones' || /^chunks_[0-9a-f]{12}\.lance$/.test(name))
      await rm(join(root, name), { recursive: true, force: true, maxRetries: 5 });
}
