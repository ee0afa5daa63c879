import type { UploadFile } from '../ingest/find-files.ts';
import type { CorpusItem } from './beir-dataset.ts';

const ending = '.txt';

/** A corpus item as a document of its own: the title on the first line, if it has one, then the text. */
export function corpusFile(item: CorpusItem): UploadFile {
  const content = new Blob([item.title === '' ? item.text : `${item.title}\n\n${item.text}`]);
  return { path: pathOfId(item._id), sizeBytes: content.size, open: async () => content };
}

/** The path under which an item is uploaded; its id can be read back from it. */
function pathOfId(id: string): string {
  return `${encodeURIComponent(id)}${ending}`;
}

export function idOfPath(path: string): string {
  return decodeURIComponent(path.endsWith(ending) ? path.slice(0, -ending.length) : path);
}

/** Documents in the order of their best passage, each once, at most `limit`. */
export function rankedDocuments(passages: readonly { readonly path: string }[], limit: number): readonly string[] {
  return [...new Set(passages.map((passage) => idOfPath(passage.path)))].slice(0, limit);
}
