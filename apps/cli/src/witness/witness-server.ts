import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  cosignNote,
  formatSignature,
  formatVerifierKey,
  judgeCheckpoint,
  type Ed25519Key,
  type VerifierKey,
  type WitnessVerdict,
} from '@carrel/tlog';
import type { WitnessState } from './witness-state.ts';

export interface WitnessServerDeps {
  readonly state: WitnessState;
  /** The witness's own key (cosignature/v1). */
  readonly key: VerifierKey;
  readonly sign: Ed25519Key['sign'];
  /** Keys of the logs that are witnessed. */
  readonly trusted: readonly VerifierKey[];
  /** Unix time in milliseconds. */
  readonly nowMs: () => number;
  readonly onCosigned?: (checkpoint: { readonly origin: string; readonly size: number }) => void;
}

/** A proof of 63 hashes and a checkpoint with many signatures are well below it. */
const maxBodyBytes = 64 * 1024;

/** A witness over HTTP (C2SP tlog-witness): `POST /add-checkpoint`. `GET /key` gives the key, for a policy. */
export function createWitnessServer(deps: WitnessServerDeps): Server {
  const add = createAddCheckpoint(deps);
  return createServer((request, response) => {
    void respond(request, response, add, deps).catch(() => send(response, 500, 'internal error\n'));
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  add: (body: string) => Promise<Answer>,
  { key }: WitnessServerDeps,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://witness').pathname;
  if (request.method === 'GET' && path === '/key') return send(response, 200, `${formatVerifierKey(key)}\n`);
  if (path !== '/add-checkpoint') return send(response, 404, 'not found\n');
  if (request.method !== 'POST') return send(response, 405, 'method not allowed\n');
  const body = await readBody(request);
  if (body === null) return send(response, 413, 'too large\n');
  const { status, text, type } = await add(body);
  send(response, status, text, type);
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

/** Judges and keeps one request after the other: nothing comes in between "is it consistent" and "it is kept". */
function createAddCheckpoint(deps: WitnessServerDeps): (body: string) => Promise<Answer> {
  let turn: Promise<unknown> = Promise.resolve();
  return (body) => {
    const result = turn.then(() => addCheckpoint(deps, body));
    turn = result.catch(() => undefined);
    return result;
  };
}

async function addCheckpoint({ state, key, sign, trusted, nowMs, onCosigned }: WitnessServerDeps, body: string): Promise<Answer> {
  const verdict = await judgeCheckpoint(body, trusted, state.find);
  if (verdict.type !== 'cosign') return refusal(verdict);
  const { origin, size, root, note } = verdict.checkpoint;
  await state.keep(origin, { size, root });
  onCosigned?.({ origin, size });
  const signature = await cosignNote(note.text, Math.floor(nowMs() / 1_000), { key, sign });
  return { status: 200, text: formatSignature(signature) };
}

function refusal(verdict: Exclude<WitnessVerdict, { type: 'cosign' }>): Answer {
  switch (verdict.type) {
    case 'malformed':
      return { status: 400, text: 'not a request to add a checkpoint\n' };
    case 'unknown-log':
      return { status: 404, text: 'unknown log\n' };
    case 'not-signed':
      return { status: 403, text: 'not signed by a key of the log\n' };
    case 'conflict':
      return { status: 409, text: `${verdict.size}\n`, type: 'text/x.tlog.size' };
    case 'bad-proof':
      return { status: 422, text: 'the proof does not show that the log has only grown\n' };
  }
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of request) {
    const bytes: unknown = part;
    if (!(bytes instanceof Uint8Array)) return null;
    sizeBytes += bytes.length;
    if (sizeBytes > maxBodyBytes) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
