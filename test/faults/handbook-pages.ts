import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../support/carrel-process.ts';

export interface Page {
  readonly path: string;
  readonly content: Blob;
}

const handbook = join(repositoryRoot, '..', 'shared', 'corpora', 'handbook', 'tts-18f', 'pages');
const sample = join(repositoryRoot, 'sample-knowledge-base');

/** Up to `count` Markdown pages: of the handbook beside the project, else of the sample knowledge base. */
export async function handbookPages(count: number): Promise<readonly Page[]> {
  const beside = await markdownFiles(handbook);
  const [root, files] = beside.length > 0 ? [handbook, beside] : [sample, await markdownFiles(sample)];
  return Promise.all(
    files.slice(0, count).map(async (file) => ({ path: relative(root, file), content: new Blob([await readFile(file)]) })),
  );
}

async function markdownFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
