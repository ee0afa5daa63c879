import { isCarrelError } from '@carrel/core';
import { z } from 'zod';
import { engineRoles } from '../engine/engine-protocol.ts';
import type { Route } from './exchange.ts';
import { sendJson } from './error-response.ts';
import { readRequest } from './read-request.ts';

const bodySchema = z.strictObject({ path: z.string().min(1), role: z.enum(engineRoles) });

/** `POST /v1/trial`: whether a model file can be loaded and used; not part of OpenAI's protocol. A failure is an answer. */
export const trialRoute: Route = async ({ tryModel }, { request, response, signal, note }) => {
  const body = await readRequest(request, bodySchema);
  note({ kind: body.role });
  try {
    sendJson(response, { status: 200, body: { type: 'passed', ...(await tryModel({ ...body, signal })) } });
  } catch (error) {
    if (!isCarrelError(error) || signal.aborted) throw error;
    note({ code: error.code });
    sendJson(response, { status: 200, body: { type: 'failed', code: error.code, message: error.message } });
  }
};
