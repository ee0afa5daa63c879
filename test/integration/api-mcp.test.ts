import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PublishedText } from '../support/api/publish-text.ts';
import { aKey, aPlace, publishAt } from '../support/api/a-knowledge-base.ts';
import { aPerson, recorded } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

const leave =
  'Employees may take sixteen weeks of parental leave at full pay.\nThe canteen opens at noon on every working day.\nVisitors sign in at the reception desk. 📚';
const question = 'How many weeks of parental leave may employees take?';

let api: TestApi;
let document: PublishedText;
const clients: Client[] = [];

/** A client that has initialised itself with the key. */
async function connect(key: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', api.url), { requestInit: { headers: { authorization: `Bearer ${key}` } } }),
  );
  clients.push(client);
  return client;
}
const post = (body: unknown, options: { readonly key?: string; readonly headers?: Record<string, string> } = {}) =>
  api.request('/mcp', {
    method: 'POST',
    body,
    ...(options.key !== undefined && { key: options.key }),
    headers: { accept: 'application/json, text/event-stream', ...options.headers },
  });
const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

const resultSchema = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
});
async function call(client: Client, name: string, args: Record<string, unknown>) {
  const result = resultSchema.parse(await client.callTool({ name, arguments: args }));
  return { isError: result.isError === true, text: result.content.map(({ text }) => text).join(''), data: result.structuredContent ?? {} };
}

beforeAll(async () => {
  api = await startTestApi({ CARREL_ASKS_PER_MINUTE: '12' });
  document = await publishAt(api, await aPlace(api), 'leave.txt', leave);
}, 60_000);
afterAll(async () => {
  for (const client of clients) await client.close();
  await api.close();
});

describe('the official client', () => {
  it('finds three tools that change nothing, with schemas', async () => {
    const client = await connect(await aKey(api, ['ask', 'search', 'documents:read']));
    expect(client.getServerVersion()).toMatchObject({ name: 'carrel' });
    expect(client.getInstructions()).toContain('citations');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search', 'ask', 'read_document']);
    for (const tool of tools) {
      expect(tool.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
      expect(tool.inputSchema.type).toBe('object');
      expect(tool.outputSchema?.type).toBe('object');
    }
    await client.ping();
  });

  it('searches, asks with progress, and reads on from a place that it was given', async () => {
    const client = await connect(await aKey(api, ['ask', 'search', 'documents:read']));
    // The client checks what is structured against the schema of the tool, once it knows the tools.
    await client.listTools();
    const found = await call(client, 'search', { query: 'parental leave', limit: 3 });
    expect(found.text).toContain('sixteen weeks');
    const passages = z
      .array(z.looseObject({ documentId: z.string(), start: z.int(), end: z.int(), text: z.string() }))
      .parse(found.data['passages']);
    expect(passages[0]).toMatchObject({ documentId: document.documentId });
    for (const { start, end, text } of passages) expect(leave.slice(start, end)).toBe(text);

    const signs: (string | undefined)[] = [];
    const answer = resultSchema.parse(
      await client.callTool({ name: 'ask', arguments: { question } }, undefined, { onprogress: ({ message }) => signs.push(message) }),
    );
    expect(signs[0]).toMatch(/passages found/);
    expect(answer.content[0]?.text).toMatch(/sixteen weeks .*\[1\][\s\S]*Sources:\n\[1\] leave\.txt/);
    expect(answer.structuredContent).toMatchObject({ decision: 'quoted' });

    const first = await call(client, 'read_document', { documentId: document.documentId, length: 20 });
    expect(first).toMatchObject({ text: leave.slice(0, 20), data: { start: 0, end: 20, nextStart: 20, totalLength: leave.length } });
    const rest = await call(client, 'read_document', { documentId: document.documentId, start: 20 });
    expect(first.text + rest.text).toBe(leave);
    expect(rest.data).toMatchObject({ nextStart: null });
    // A pair of surrogates is not cut.
    expect(await call(client, 'read_document', { documentId: document.documentId, start: 0, length: leave.length - 1 })).toMatchObject({
      data: { end: leave.length - 2 },
    });
  });

  it('sees and can do what the scopes of its key allow', async () => {
    const client = await connect(await aKey(api, ['search']));
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['search']);
    const refused = await call(client, 'ask', { question });
    expect(refused).toMatchObject({ isError: true });
    expect(refused.text).toContain('FORBIDDEN');
    expect((await call(client, 'read_document', { documentId: document.documentId })).isError).toBe(true);
  });

  it('reads what the owner of the key may read, and no longer what they could read before', async () => {
    const reader = await aPerson(api);
    const own = await aPlace(api, [reader.id]);
    const secret = await publishAt(api, own, 'bonus.txt', 'The annual bonus of the sales department is nine percent.');
    const scopes = ['ask', 'search', 'documents:read'] as const;
    const theirs = await connect(await aKey(api, scopes, reader.id));
    const stranger = await connect(await aKey(api, scopes, (await aPerson(api)).id));
    const everything = async (client: Client) =>
      JSON.stringify([
        await call(client, 'search', { query: 'annual bonus' }),
        await call(client, 'ask', { question: 'What is the annual bonus of the sales department?' }),
        await call(client, 'read_document', { documentId: secret.documentId }),
      ]);
    expect((await everything(theirs)).match(/nine percent/g)?.length).toBeGreaterThanOrEqual(3);
    for (const word of ['nine percent', 'bonus.txt']) expect(await everything(stranger)).not.toContain(word);
    await api.owner(`/api/v1/admin/policies/${own.policyId}/grants/${reader.id}`, { method: 'DELETE' });
    for (const word of ['nine percent', 'bonus.txt']) expect(await everything(theirs)).not.toContain(word);
  });

  it('leaves the records that the routes leave, with its channel', async () => {
    const client = await connect(await aKey(api, ['ask', 'search', 'documents:read']));
    await call(client, 'search', { query: 'canteen' });
    await call(client, 'ask', { question: 'When does the canteen open?' });
    await call(client, 'read_document', { documentId: document.documentId });
    const newest = (await recorded(api)).slice(0, 4);
    expect(newest.map(({ type }) => type)).toEqual(['document.previewed', 'answer.completed', 'question.accepted', 'search.executed']);
    for (const { leaf } of newest) expect(leaf).toContain('"channel":"mcp"');
  });

  it('reads what was wrong with its arguments as a result, and errors of the protocol as such', async () => {
    const client = await connect(await aKey(api, ['ask', 'search', 'documents:read']));
    const wrong = await call(client, 'search', { query: '', limit: 900 });
    expect(wrong).toMatchObject({ isError: true });
    expect(wrong.text).toMatch(/^INVALID_REQUEST: .*query/);
    expect(await call(client, 'read_document', { documentId: 'doc_00000000000000000000000000000000' })).toMatchObject({ isError: true });
    await expect(client.callTool({ name: 'delete_document', arguments: {} })).rejects.toMatchObject({ code: -32602 });
    await expect(client.listPrompts()).rejects.toThrow(/prompts|-32601/);
  });

  it('has the limits of /api/v1/ask', async () => {
    const person = await aPerson(api);
    const client = await connect(await aKey(api, ['ask'], person.id));
    const answers = [];
    for (let asked = 0; asked < 14; asked += 1) answers.push(await call(client, 'ask', { question: 'Which satellites orbit Neptune?' }));
    expect(answers.at(-1)).toMatchObject({ isError: true });
    expect(answers.at(-1)?.text).toContain('RATE_LIMITED');
  });
});

describe('the transport', () => {
  it('lets in nobody without a key, and no page of another origin', async () => {
    const stranger = await post(ping);
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer');
    const key = await aKey(api, ['search']);
    expect((await post(ping, { key, headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
    expect((await post(ping, { key, headers: { origin: api.url } })).json).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });

  it('keeps no session: no id is given, and each message stands by itself', async () => {
    const key = await aKey(api, ['search']);
    const begun = await post({ jsonrpc: '2.0', id: 'a', method: 'initialize', params: { protocolVersion: '1999-01-01' } }, { key });
    expect(begun.headers.get('mcp-session-id')).toBeNull();
    expect(begun.json).toMatchObject({ id: 'a', result: { protocolVersion: '2025-11-25', capabilities: { tools: {} } } });
    expect((await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, { key })).status).toBe(202);
    expect((await post({ jsonrpc: '2.0', id: 2, method: 'tools/list' }, { key })).status).toBe(200);
  });

  it('refuses other methods, unknown versions, and what is no message', async () => {
    const key = await aKey(api, ['search']);
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const refused = await api.request('/mcp', { method, key });
      expect(refused.status).toBe(405);
      expect(refused.headers.get('allow')).toBe('POST');
    }
    expect((await post(ping, { key, headers: { 'mcp-protocol-version': '1999-01-01' } })).status).toBe(400);
    expect((await post(ping, { key, headers: { 'mcp-protocol-version': '2025-06-18' } })).status).toBe(200);
    expect((await post({ id: 1, method: 'ping' }, { key })).json).toMatchObject({ error: { code: -32600 } });
    expect((await post([ping], { key })).status).toBe(400);
    expect((await post({ ...ping, method: 'resources/list' }, { key })).json).toMatchObject({ id: 1, error: { code: -32601 } });
  });
});
