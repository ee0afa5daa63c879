import { hostRequestSchema } from '@carrel/models';
import type { Route } from './exchange.ts';
import { sendJson } from './error-response.ts';
import { readRequest } from './read-request.ts';

/** `POST /v1/models/load`: one more model; not part of OpenAI's protocol. How it goes is in `GET /v1/models`. */
export const loadRoute: Route = async ({ loadModel }, { request, response, note }) => {
  const model = await readRequest(request, hostRequestSchema);
  note({ kind: model.role });
  loadModel(model);
  sendJson(response, { status: 200, body: { ok: true } });
};

/** `POST /v1/models/unload`: gives a model up. What it has begun, it brings to its end; nothing new is taken. */
export const unloadRoute: Route = async ({ unloadModel }, { request, response, note }) => {
  const model = await readRequest(request, hostRequestSchema);
  note({ kind: model.role });
  await unloadModel(model);
  sendJson(response, { status: 200, body: { ok: true } });
};
