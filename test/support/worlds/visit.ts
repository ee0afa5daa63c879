import { request as httpRequest } from 'node:http';
import { emptyMemory, type Memory, type ViewerRequest } from './calls.ts';
import type { LaidPerson } from './lay-out.ts';
import type { Side } from './side.ts';

/** A response as it came, with what is different each time replaced by names. */
export interface SeenResponse {
  readonly status: number;
  /** Name and value, a line each, in the order in which they came. */
  readonly headers: string;
  readonly body: string;
}

/** The viewer at one of the two sides. */
export interface Visitor {
  readonly memory: Memory;
  call(method: string, request: ViewerRequest): Promise<SeenResponse>;
}

const boundary = 'a-boundary-of-its-own';

export function createVisitor(side: Side, person: LaidPerson, by: 'key' | 'session', knownIds: ReadonlySet<string>): Visitor {
  const memory = emptyMemory();
  const rename = createRenaming(knownIds);
  const nameAnew = (text: string) => rename(text.replaceAll(side.api.url, '<carrel>'));
  const credentials =
    by === 'key'
      ? { authorization: `Bearer ${person.keySecret}` }
      : { cookie: side.cookieOf(person), origin: side.api.url, 'sec-fetch-site': 'same-origin' };
  return {
    memory,
    async call(method, request) {
      const { body, type } = bodyOf(request);
      const raw = await send(side, {
        method,
        path: request.path,
        body,
        headers: {
          ...credentials,
          'user-agent': 'viewer',
          ...(type !== null && { 'content-type': type }),
          ...(request.path === '/mcp' && { accept: 'application/json, text/event-stream' }),
        },
      });
      remember(memory, raw.body);
      // A number with another count of digits makes another length; what the body is with its numbers named is compared whole.
      const headers = raw.body.includes('"seq":') ? raw.headers.replace(/content-length: \d+/i, 'content-length: <length>') : raw.headers;
      return { status: raw.status, headers: nameAnew(headers), body: nameAnew(raw.body) };
    },
  };
}

function bodyOf({ body, file }: ViewerRequest): { readonly body: string | null; readonly type: string | null } {
  if (file !== undefined) {
    const part = (disposition: string, content: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
    const text = `${part('name="path"', file.path)}${part('name="file"; filename="file.txt"', file.text)}--${boundary}--\r\n`;
    return { body: text, type: `multipart/form-data; boundary=${boundary}` };
  }
  return body === undefined ? { body: null, type: null } : { body: JSON.stringify(body), type: 'application/json' };
}

interface RawResponse {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

function send(
  side: Side,
  { method, path, body, headers }: { method: string; path: string; body: string | null; headers: Record<string, string> },
): Promise<RawResponse> {
  const { hostname, port } = new URL(side.api.url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        hostname,
        port,
        path,
        method,
        agent: side.agent,
        headers: { ...headers, ...(body !== null && { 'content-length': String(Buffer.byteLength(body)) }) },
      },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const lines = incoming.rawHeaders.flatMap((name, index) =>
            index % 2 === 0 ? [`${name}: ${incoming.rawHeaders[index + 1]}`] : [],
          );
          resolve({ status: incoming.statusCode ?? 0, headers: lines.join('\n'), body: Buffer.concat(pieces).toString('utf8') });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function remember(memory: Memory, body: string): void {
  const add = (list: string[], pattern: RegExp) => {
    for (const [, id = ''] of body.matchAll(pattern)) if (!list.includes(id)) list.push(id);
  };
  add(memory.answers, /"answerId":"(ans_[0-9a-f]{32})"/g);
  add(memory.conversations, /"conversationId":"(conv_[0-9a-f]{32})"/g);
  add(memory.events, /"(?:auditEventId|eventId)":"([0-9a-f-]{36})"/g);
  add(memory.documents, /"document":\{"id":"(doc_[0-9a-f]{32})"/g);
  add(memory.collections, /^\{"id":"(col_[0-9a-f]{32})"/g);
  add(memory.keys, /"key":\{"id":"(key_[0-9a-f]{32})"/g);
}

const madeId = /\b(?:[a-z]{2,4}_[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g;

/**
 * What is made at random gets a name by its kind and the order in which it is first seen, and what comes from a counter of
 * the whole installation (the number of an entry in the log, the epoch of grants) a fixed one. All else stays as it is.
 */
function createRenaming(knownIds: ReadonlySet<string>): (text: string) => string {
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    if (knownIds.has(id)) return id;
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `<${id.includes('_') ? id.slice(0, id.indexOf('_')) : 'uuid'} ${names.size}>`;
    names.set(id, name);
    return name;
  };
  return (text) =>
    withLeaf(text)
      .replaceAll(
        /"nextCursor":"([A-Za-z0-9_-]+)"/g,
        (_all, cursor: string) => `"nextCursor":"${Buffer.from(cursor, 'base64url').toString('utf8')}"`,
      )
      .replaceAll(madeId, nameOf)
      .replaceAll(/"seq":\d+/g, '"seq":<number>')
      .replaceAll(/^(date|Date): .*$/gm, 'date: <date>')
      .replaceAll(/Expires=[^;]+GMT/g, 'Expires=<date>')
      .replaceAll(/carrel_[A-Za-z0-9_-]{43}/g, '<secret>')
      .replaceAll(/"prefix":"carrel_[A-Za-z0-9_-]+"/g, '"prefix":"<prefix>"')
      .replaceAll(/"(challenge|secret)":"[A-Za-z0-9_-]+"/g, '"$1":"<random>"')
      .replaceAll(/secret=[A-Z2-7]+/g, 'secret=<random>')
      .replaceAll(/"recoveryCodes":\[[^\]]*\]/g, '"recoveryCodes":<random>')
      .replaceAll(/(carrel\.[a-z_]+)=[^;]+/g, '$1=<random>');
}

/** An entry of the log: digests over random salts, the moment of its numbering, and counters. */
function withLeaf(text: string): string {
  if (!text.includes('"leafHash":')) return text;
  return text
    .replaceAll(/[0-9a-f]{64}/g, '<digest>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>')
    .replaceAll(/\\"(seq|acl_epoch|policy|settings|position)\\":\d+/g, String.raw`\"$1\":<number>`);
}
