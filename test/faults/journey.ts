import { type CarrelClient, type DocumentView, ProblemError, routes } from '@carrel/contract';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from './handbook-pages.ts';

const endStates: ReadonlySet<string> = new Set(['published', 'failed', 'quarantined', 'deleted']);
const filesPerRequest = 10;

/** Repeats a request that failed because a process was just killed. Requests here can be repeated without harm. */
export async function persistently<Result>(request: () => Promise<Result>, timeoutMs = 60_000): Promise<Result> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const isFinal = error instanceof ProblemError && error.problem.status < 429;
      if (isFinal || performance.now() > deadlineMs) throw error;
      await sleep(200);
    }
  }
}

/** Uploads the pages; gives the ids of what was acknowledged, by path. */
export async function uploadPages(
  client: CarrelClient,
  pages: readonly Page[],
  collectionName: string,
): Promise<ReadonlyMap<string, string>> {
  const collection = await persistently(() => findOrCreateCollection(client, collectionName));
  const acknowledged = new Map<string, string>();
  for (let from = 0; from < pages.length; from += filesPerRequest) {
    const files = pages.slice(from, from + filesPerRequest);
    const result = await persistently(() => client.upload({ collectionId: collection, files }));
    for (const file of result.files) if (file.outcome !== 'refused') acknowledged.set(file.path, file.document.id);
  }
  return acknowledged;
}

async function findOrCreateCollection(client: CarrelClient, name: string): Promise<string> {
  const { items } = await client.call(routes.listCollections, {});
  return (items.find((item) => item.name === name) ?? (await client.call(routes.createCollection, { body: { name } }))).id;
}

/** Waits until every document is in an end state; gives them by id. Fails after `timeoutMs`, naming what is stuck. */
export async function waitForEnd(
  client: CarrelClient,
  ids: Iterable<string>,
  timeoutMs: number,
): Promise<ReadonlyMap<string, DocumentView>> {
  const open = new Set(ids);
  const ended = new Map<string, DocumentView>();
  const deadlineMs = performance.now() + timeoutMs;
  while (open.size > 0) {
    for (const id of open) {
      const document = await persistently(() => client.call(routes.getDocument, { params: { id } }));
      if (!endStates.has(document.state)) continue;
      ended.set(id, document);
      open.delete(id);
    }
    if (open.size > 0 && performance.now() > deadlineMs)
      throw new Error(`Not in an end state after ${timeoutMs} ms: ${[...open].join(', ')}`);
    if (open.size > 0) await sleep(250);
  }
  return ended;
}

/** The published passages by path: exact spans and texts, which two runs over the same files must share. */
export async function publishedPassages(
  client: CarrelClient,
  documents: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const passages = new Map<string, readonly string[]>();
  for (const [path, id] of documents) {
    const text = await persistently(() => client.call(routes.getDocumentText, { params: { id } }));
    passages.set(
      path,
      text.chunks.map(({ start, end }) => `${start}-${end} ${text.text.slice(start, end)}`),
    );
  }
  return passages;
}

/** Asks and reads the stream to its end, whatever it is. */
export async function askUntilEnd(client: CarrelClient, question: string): Promise<'done' | 'error' | 'broken'> {
  try {
    for await (const event of client.ask({ question })) if (event.type === 'done' || event.type === 'error') return event.type;
    return 'broken';
  } catch {
    return 'broken';
  }
}
