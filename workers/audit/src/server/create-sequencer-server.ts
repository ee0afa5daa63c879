import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { JournalSink, Publisher, Sequencer } from '@carrel/audit';
import type { Logger } from '@carrel/core';
import { auditEventIdSchema } from '@carrel/core';
import { z } from 'zod';

const maxBodyBytes = 64 * 1024;
const sequenceBodySchema = z.strictObject({
  ids: z.array(auditEventIdSchema).min(1).max(512),
  timeoutMs: z.int().min(0).max(60_000).default(2_000),
});

export interface SequencerServerDependencies {
  readonly sequencer: Sequencer;
  readonly publisher: Publisher;
  readonly journal: Pick<JournalSink, 'state'> | null;
  readonly logger: Logger;
}

/**
 * The sequencer over HTTP, for the processes of this machine alone:
 *
 * - `POST /v1/sequence {ids, timeoutMs?}` wakes it, waits, and gives `{events: [{eventId, shard, seq, leafHash}], missing: [id]}`.
 * - `GET /health` gives its state and those of the published tree and of the journal; 200 while it leads or stands by, else 503.
 */
export function createSequencerServer(deps: SequencerServerDependencies): Server {
  const server = createServer((request, response) => {
    route(deps, request, response).catch((error: unknown) => {
      deps.logger.error('audit.request-failed', error);
      if (!response.headersSent) send(response, 500, { code: 'INTERNAL' });
      else response.destroy();
    });
  });
  // Clients keep their connections; one that is closed under a client's hands costs it a retry.
  server.keepAliveTimeout = 60_000;
  return server;
}

async function route(
  { sequencer, publisher, journal }: SequencerServerDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (`${request.method} ${request.url}`) {
    case 'POST /v1/sequence':
      await sequence(sequencer, request, response);
      break;
    case 'GET /health': {
      const state = sequencer.state();
      send(response, state.status === 'leading' || state.status === 'standby' ? 200 : 503, {
        ...state,
        tree: publisher.state(),
        journal: journal?.state() ?? null,
      });
      break;
    }
    default:
      send(response, 404, { code: 'NOT_FOUND' });
  }
}

async function sequence(sequencer: Sequencer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = sequenceBodySchema.safeParse(await readJson(request));
  if (!body.success) {
    send(response, 400, { code: 'INVALID_REQUEST', detail: z.prettifyError(body.error) });
    return;
  }
  const { ids, timeoutMs } = body.data;
  const events = await sequencer.sequence(ids, timeoutMs);
  const found = new Set(events.map((event) => event.eventId));
  send(response, 200, { events, missing: ids.filter((id) => !found.has(id)) });
}

/** Undefined when it is no JSON, or more than a request can have. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) return undefined;
    sizeBytes += chunk.length;
    if (sizeBytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
