import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { parseSplitPartName } from '../gguf/split-parts.ts';

export interface ModelFile {
  /** What `CARREL_LLM` or `CARREL_EMBEDDING` calls it: the folder's name, or the file's name without its ending. */
  readonly name: string;
  /** The GGUF file; the first part of a split one. */
  readonly path: string;
}

/**
 * The models in the folders: `NAME/*.gguf` and `NAME.gguf`. The first folder wins where two hold the same name; names are
 * in order. A folder that does not exist holds none. With several GGUF files in one folder, each is `NAME/FILE` and the
 * first in order is also `NAME`.
 */
export async function findModelFiles(folders: readonly string[]): Promise<readonly ModelFile[]> {
  const byName = new Map<string, ModelFile>();
  for (const folder of folders) {
    for (const file of await modelFilesIn(folder)) if (!byName.has(file.name)) byName.set(file.name, file);
  }
  return [...byName.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/**
 * Finds the file that a name or path stands for; null when there is none. A path ends in `.gguf` and holds a separator, or
 * is absolute. An absolute path need not exist: the check of the file says so in better words. Where a folder holds several
 * files, its name stands for the first in order.
 */
export async function findModelFile(nameOrPath: string, folders: readonly string[]): Promise<ModelFile | null> {
  if (isPath(nameOrPath)) {
    const path = resolve(nameOrPath);
    return { name: stemOf(path), path };
  }
  const files = await findModelFiles(folders);
  const wanted = nameOrPath.endsWith('.gguf') ? nameOrPath.slice(0, -'.gguf'.length) : nameOrPath;
  return files.find((file) => file.name === wanted) ?? files.find((file) => file.name.startsWith(`${wanted}/`)) ?? null;
}

function isPath(nameOrPath: string): boolean {
  if (isAbsolute(nameOrPath)) return true;
  return nameOrPath.endsWith('.gguf') && /[/\\]/.test(nameOrPath);
}

async function modelFilesIn(folder: string): Promise<readonly ModelFile[]> {
  const found: ModelFile[] = [];
  for (const entry of await namesIn(folder)) {
    const path = join(folder, entry);
    if (isModelFileName(entry)) {
      found.push({ name: stemOf(entry), path });
    } else if (await isFolder(path)) {
      const inside = (await namesIn(path)).filter(isModelFileName);
      for (const file of inside)
        found.push({
          name: inside.length === 1 ? entry : `${entry}/${stemOf(file)}`,
          path: join(path, file),
        });
    }
  }
  return found;
}

function stemOf(path: string): string {
  return parseSplitPartName(path)?.stem ?? basename(path, '.gguf');
}

/** The second and later parts of a split file, and projectors of vision models, are no models of their own. */
function isModelFileName(name: string): boolean {
  if (!name.endsWith('.gguf') || name.startsWith('.') || name.startsWith('mmproj')) return false;
  const part = parseSplitPartName(name);
  return part === null || part.number === 1;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES'))
      return [];
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
