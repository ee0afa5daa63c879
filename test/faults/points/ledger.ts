import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { persistently } from '../journey.ts';
import { type CarrelClient, type DocumentView, ProblemError, routes } from '@carrel/contract';

/** What a file says: words that no other file and no other revision has. */
export interface Revision {
  readonly word: string;
  readonly content: Blob;
  readonly ends: 'published' | 'failed';
}

/** A request whose answer decides what must be true afterwards. */
export interface Entry {
  readonly path: string;
  documentId: string | null;
  /** What was acknowledged last. Null: nothing, or its deletion. */
  acknowledged: Revision | 'deleted' | null;
  /** Asked for, without an answer: it may have happened or not. */
  unsure: Revision | 'deleted' | null;
  /** Words that must not be found any more, once something newer was acknowledged. */
  readonly outdated: string[];
}

const endStates: ReadonlySet<string> = new Set(['published', 'failed', 'quarantined', 'deleted']);

export function aRevision(ends: Revision['ends'] = 'published'): Revision {
  const word = `zq${randomBytes(8).toString('hex')}`;
  const paragraph = (number: number) => `Rule ${number} of ${word}. ${'It is kept by everybody who works here. '.repeat(12)}`;
  const text = ends === 'failed' ? ' \n\t\n ' : `# ${word}\n\n${[1, 2, 3].map(paragraph).join('\n\n')}\n`;
  return { word, content: new Blob([text]), ends };
}

/** Everything that was asked of one data folder, and what was said about it. */
export interface Ledger {
  upload(client: CarrelClient, files: ReadonlyMap<string, Revision>): Promise<boolean>;
  delete(client: CarrelClient, path: string): Promise<boolean>;
  /** Waits until nothing of these files is being worked on, and gives what is not as it was acknowledged. */
  check(client: CarrelClient, paths: Iterable<string>, timeoutMs: number): Promise<readonly string[]>;
  paths(): readonly string[];
  documentIdOf(path: string): string | null;
  /** What is known from elsewhere. */
  assume(entry: Entry): void;
}

export function createLedger(collection: { idOf(client: CarrelClient): Promise<string> }): Ledger {
  const entries = new Map<string, Entry>();
  const entryOf = (path: string): Entry => {
    const known = entries.get(path);
    if (known) return known;
    const made: Entry = { path, documentId: null, acknowledged: null, unsure: null, outdated: [] };
    entries.set(path, made);
    return made;
  };

  return {
    paths: () => [...entries.keys()],
    documentIdOf: (path) => entries.get(path)?.documentId ?? null,
    assume: (entry) => void entries.set(entry.path, entry),

    async upload(client, files) {
      for (const [path, revision] of files) entryOf(path).unsure = revision;
      try {
        const collectionId = await collection.idOf(client);
        const contents = [...files].map(([path, { content }]) => ({ path, content }));
        const result = await client.upload({ collectionId, files: contents });
        for (const file of result.files) {
          if (file.outcome === 'refused') continue;
          const entry = entryOf(file.path);
          if (entry.acknowledged !== null && entry.acknowledged !== 'deleted') entry.outdated.push(entry.acknowledged.word);
          Object.assign(entry, { documentId: file.document.id, acknowledged: files.get(file.path) ?? null, unsure: null });
        }
        return true;
      } catch (error) {
        if (error instanceof ProblemError && error.problem.status < 500) throw error;
        return false;
      }
    },

    async delete(client, path) {
      const entry = entryOf(path);
      if (entry.documentId === null) return false;
      entry.unsure = 'deleted';
      try {
        await client.call(routes.deleteDocument, { params: { id: entry.documentId } });
        if (entry.acknowledged !== null && entry.acknowledged !== 'deleted') entry.outdated.push(entry.acknowledged.word);
        Object.assign(entry, { acknowledged: 'deleted', unsure: null });
        return true;
      } catch (error) {
        if (error instanceof ProblemError && error.problem.status < 500) throw error;
        return false;
      }
    },

    async check(client, paths, timeoutMs) {
      const problems: string[] = [];
      const deadlineMs = performance.now() + timeoutMs;
      for (const path of paths) problems.push(...(await checkEntry(client, entryOf(path), deadlineMs)));
      return problems;
    },
  };
}

async function checkEntry(client: CarrelClient, entry: Entry, deadlineMs: number): Promise<readonly string[]> {
  const say = (problem: string) => [`${entry.path}: ${problem}`];
  const document = await settled(client, entry, deadlineMs);
  if (document === 'stuck') return say('stuck');
  if (document === null) {
    const mayBeGone = entry.acknowledged === null || entry.acknowledged === 'deleted' || entry.unsure === 'deleted';
    return mayBeGone ? wordsFound(client, entry, wordsOf(entry)) : say('lost');
  }
  if (entry.acknowledged === 'deleted') return say('there although it was deleted');
  entry.documentId = document.id;
  const possible = [entry.acknowledged, entry.unsure].filter((one) => one !== null && one !== 'deleted');
  const state = possible.find(({ ends }) => ends === document.state);
  if (!state) return say(`${document.state} ${document.reason?.code ?? ''}`);
  if (document.state !== 'published') return wordsFound(client, entry, wordsOf(entry));
  return checkPublished(client, entry, possible);
}

async function checkPublished(client: CarrelClient, entry: Entry, possible: readonly Revision[]): Promise<readonly string[]> {
  const say = (problem: string) => [`${entry.path}: ${problem}`];
  const text = await client.call(routes.getDocumentText, { params: { id: entry.documentId ?? '' } });
  const shown = possible.find(({ word }) => text.text.includes(word));
  if (!shown) return say('its text is another');
  const { passages } = await search(client, shown.word);
  const own = passages.filter(({ documentId }) => documentId === entry.documentId).map(({ chunkId }) => chunkId);
  if (new Set(own).size !== own.length) return say('a passage twice');
  const wanted = text.chunks.filter(({ start, end }) => text.text.slice(start, end).includes(shown.word)).length;
  if (own.length < wanted) return say(`${own.length} of ${wanted} passages found`);
  return wordsFound(
    client,
    entry,
    wordsOf(entry).filter((word) => word !== shown.word),
  );
}

/** The index may be being made again. */
function search(client: CarrelClient, query: string) {
  return persistently(() => client.call(routes.search, { body: { query, mode: 'text', limit: 50 } }), 30_000);
}

/** Words that nobody may find, and yet are. */
async function wordsFound(client: CarrelClient, entry: Entry, words: readonly string[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const word of words) {
    const { passages } = await search(client, word);
    if (passages.some(({ text }) => text.includes(word))) problems.push(`${entry.path}: ${word} is found although it is outdated`);
  }
  return problems;
}

function wordsOf(entry: Entry): readonly string[] {
  const possible = [entry.acknowledged, entry.unsure].flatMap((one) => (one === null || one === 'deleted' ? [] : [one.word]));
  return [...entry.outdated, ...possible];
}

async function settled(client: CarrelClient, entry: Entry, deadlineMs: number): Promise<DocumentView | null | 'stuck'> {
  for (;;) {
    const document = await find(client, entry);
    if (document === null || endStates.has(document.state)) return document;
    if (performance.now() > deadlineMs) return 'stuck';
    await sleep(40);
  }
}

async function find(client: CarrelClient, entry: Entry): Promise<DocumentView | null> {
  if (entry.documentId === null) {
    const { items } = await client.call(routes.listDocuments, { query: { text: entry.path } });
    return items.find(({ path }) => path === entry.path) ?? null;
  }
  try {
    return await client.call(routes.getDocument, { params: { id: entry.documentId } });
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return null;
    throw error;
  }
}
