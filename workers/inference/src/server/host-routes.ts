import { hostRequestSchema } from '@carrel/models';
import type { Route } from './exchange.ts';
import { sendJson } from './error-response.ts';
import { readRequest } from './read-request.ts';

/** `POST /v1/models/load`: one more embedding model; not part of OpenAI's protocol. How it goes is in `GET /v1/models`. */
export const loadRoute: Route = async ({ loadEmbedding }, { request, response, note }) => {
  const { setting } = await readRequest(request, hostRequestSchema);
  note({ kind: 'embedding' });
  loadEmbedding(setting);
  sendJson(response, { status: 200, body: { ok: true } });
};

/** `POST /v1/models/unload`: gives an embedding model up. */
export const unloadRoute: Route = async ({ unloadEmbedding }, { request, response, note }) => {
  const { setting } = await readRequest(request, hostRequestSchema);
  note({ kind: 'embedding' });
  await unloadEmbedding(setting);
  sendJson(response, { status: 200, body: { ok: true } });
};
