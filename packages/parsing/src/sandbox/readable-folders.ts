import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folders that a parser's child may read: its code and that of its packages, no document. Node refuses all others
 * (`--permission`); a seat belt for the case that a parser can be led to open files, not a wall.
 */
export function readableFolders(entry: string): string[] {
  const folders = new Set<string>([dirname(entry)]);
  for (const url of [import.meta.url, import.meta.resolve('@carrel/core')]) folders.add(packageFolderOf(fileURLToPath(url)));
  for (let folder = packageFolderOf(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(modules)) folders.add(realpathSync(modules));
  }
  return [...folders].map((folder) => join(folder, '*'));
}

function packageFolderOf(file: string): string {
  let folder = dirname(realpathSync(file));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
