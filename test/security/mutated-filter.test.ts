import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  askEventSchema,
  askResultSchema,
  collectionSchema,
  documentSchema,
  pageOf,
  policySchema,
  searchResultSchema,
  serverSentEvents,
} from '@carrel/contract';
import { collectionIdSchema, type IndexFilter, policyIdSchema } from '@carrel/core';
import { createLanceIndexReader } from '@carrel/storage';
import { aCaller, type TestCaller } from '../support/api/a-caller.ts';
import { echoModel, type EchoModelServer, startEchoModelServer, wordVector } from '../support/api/echo-model-server.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';

/**
 * The first gate, the filter of the index, is there for speed. Here the real one, over a real LanceDB, is made wrong in
 * every way, and the API has to show what it shows with the right one, or less: never a word of what is hidden.
 */
const policyCount = 6;
const documentsPerPolicy = 8;
const question = 'How many days of notice does the supplier agreement ask for?';
type Mutation = (filter: IndexFilter, call: number) => readonly number[];
const everyKey = Array.from({ length: 64 }, (_, key) => key);

const mutations: readonly (readonly [string, Mutation])[] = [
  ['right', ({ policyKeys }) => policyKeys],
  ['true for every row', () => everyKey],
  ['inverted', ({ policyKeys }) => everyKey.filter((key) => !policyKeys.includes(key))],
  ['random', (_filter, call) => everyKey.filter((key) => ((call + 1) * 2_654_435_761 + key * 40_503) % 7 < 3)],
];

interface Reader {
  readonly caller: TestCaller;
  /** Numbers of the policies that they may read. */
  readonly policies: readonly number[];
}

let api: TestApi;
let model: EchoModelServer;
let mutate: Mutation = ({ policyKeys }) => policyKeys;
let calls = 0;
let readers: readonly Reader[];
const canaryOf = (policy: number) => `canary${'abcdefgh'.charAt(policy)}word`;

async function prepare(): Promise<void> {
  const people = [await aCaller(api), await aCaller(api), await aCaller(api)];
  const visible = [[0, 1], [2], []];
  readers = people.map((caller, index) => ({ caller, policies: visible[index] ?? [] }));
  const made = await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'Suppliers' } });
  const collectionId = collectionIdSchema.parse(collectionSchema.parse(made.json).id);
  for (let policy = 0; policy < policyCount; policy += 1) {
    const body = {
      name: `Policy ${policy}`,
      readers: readers.filter(({ policies }) => policies.includes(policy)).map(({ caller }) => caller.id),
    };
    const { id } = policySchema.parse((await api.owner('/api/v1/admin/policies', { method: 'POST', body })).json);
    for (let document = 0; document < documentsPerPolicy; document += 1)
      await api.publishText({
        collectionId,
        policyId: policyIdSchema.parse(id),
        path: `${canaryOf(policy)}-${document}.txt`,
        text: `The supplier agreement ${canaryOf(policy)} asks for ${document + 20} days of notice.\nNotice of ${canaryOf(policy)} is given in writing.`,
      });
  }
}

/** Fails on any word of a policy that the reader has no grant for. */
function expectNothingHidden(reader: Reader, text: string, where: string): void {
  for (let policy = 0; policy < policyCount; policy += 1)
    if (!reader.policies.includes(policy)) expect(text.includes(canaryOf(policy)), `${where} names policy ${policy}`).toBe(false);
}

beforeAll(async () => {
  model = await startEchoModelServer();
  api = await startTestApi(
    {
      CARREL_LLM: model.url,
      CARREL_EMBEDDING: model.url,
      CARREL_ASKS_PER_MINUTE: '10000',
      CARREL_SEARCHES_PER_MINUTE: '10000',
    },
    {
      embedding: { id: echoModel.name, dimensions: echoModel.dimensions, vectorOf: wordVector },
      openIndex(root) {
        const reader = createLanceIndexReader({ root });
        const wrong = <Query extends { readonly filter: IndexFilter }>(query: Query): Query => ({
          ...query,
          filter: { ...query.filter, policyKeys: mutate(query.filter, (calls += 1)) },
        });
        return {
          ...reader,
          textSearch: (query) => reader.textSearch(wrong(query)),
          // The vectors were written under the model's name; a server's model is known by its address, too.
          vectorSearch: (query) => reader.vectorSearch(wrong({ ...query, embeddingId: echoModel.name })),
        };
      },
    },
  );
  await prepare();
}, 60_000);
afterAll(async () => {
  await api.close();
  await model.close();
});
beforeEach(() => {
  calls = 0;
});

describe.each(mutations)('with the filter of the index %s', (name, mutation) => {
  beforeEach(() => {
    mutate = mutation;
  });
  const showsAll = name === 'right' || name.startsWith('true');

  it.each(['hybrid', 'vector', 'text'] as const)('a search by %s shows and counts what may be read alone', async (mode) => {
    for (const reader of readers) {
      const { text, json } = await reader.caller.call('/api/v1/search', { method: 'POST', body: { query: question, limit: 200, mode } });
      const found = searchResultSchema.parse(json);
      expectNothingHidden(reader, text, 'the result');
      expect(found.mode).toBe(mode);
      expect(found.passages.map(({ rank }) => rank)).toEqual(found.passages.map((_passage, index) => index + 1));
      // Of each document both lines, and not one more: a count tells nothing of the rest.
      if (showsAll) expect(found.passages).toHaveLength(reader.policies.length * documentsPerPolicy * 2);
      expect(calls).toBeGreaterThan(0);
    }
  });

  it('no prompt, answer, citation or event of a stream holds a word of what is hidden', async () => {
    for (const reader of readers) {
      const before = model.prompts.length;
      const response = await fetch(`${api.url}/api/v1/ask`, {
        method: 'POST',
        headers: { authorization: `Bearer ${reader.caller.secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ question }),
      });
      expect(response.status).toBe(200);
      const events = [];
      for await (const event of serverSentEvents(response)) events.push(askEventSchema.parse({ type: event.name, ...event.data }));
      expectNothingHidden(reader, JSON.stringify(events), 'the stream');
      for (const prompt of model.prompts.slice(before)) expectNothingHidden(reader, prompt, 'a prompt');
      const last = events.at(-1);
      expect(last?.type).toBe('done');
      if (!showsAll || reader.policies.length === 0 || last?.type !== 'done') continue;
      // The control: what may be read does get into the prompt, and into the answer.
      expect(model.prompts.slice(before)).toHaveLength(1);
      expect(last.result.citations.length).toBeGreaterThan(0);
      expect(JSON.stringify(events)).toContain(canaryOf(reader.policies[0] ?? 0));
    }
  });

  it('what the answer becomes later, in history, lists, counts, previews and the own log, holds none either', async () => {
    for (const reader of readers) {
      const asked = await reader.caller.call('/api/v1/ask', { method: 'POST', body: { question, stream: false } });
      const { conversationId, citations } = askResultSchema.parse(asked.json);
      const paths = [
        '/api/v1/conversations',
        `/api/v1/conversations/${conversationId}`,
        '/api/v1/documents?limit=200',
        '/api/v1/documents/counts',
        '/api/v1/collections',
        ...citations.slice(0, 2).map(({ documentId }) => `/api/v1/documents/${documentId}/text`),
      ];
      for (const path of paths) {
        const answer = await reader.caller.call(path);
        expect(answer.status, path).toBe(200);
        expectNothingHidden(reader, answer.text, path);
      }
      const listed = pageOf(documentSchema).parse((await reader.caller.call('/api/v1/documents?limit=200')).json);
      expect(listed.items).toHaveLength(reader.policies.length * documentsPerPolicy);
    }
  });
});
