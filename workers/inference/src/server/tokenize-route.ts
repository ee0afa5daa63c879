import { tokenizeRequestSchema } from '@carrel/models';
import type { Route } from './exchange.ts';
import { sendJson } from './error-response.ts';
import { findHost } from './find-host.ts';
import { readRequest } from './read-request.ts';

/** `POST /tokenize` */
export const tokenizeRoute: Route = async ({ hosts }, { request, response, signal, note }) => {
  const body = await readRequest(request, tokenizeRequestSchema);
  const host = findHost(hosts, { name: body.model });
  note({ model: host.describe().id, count: body.input.length });
  let counts: readonly number[] = [];
  await host.call(
    { type: 'tokenize', inputs: body.input },
    {
      signal,
      onReply: (reply) => {
        if (reply.type === 'tokenized') counts = reply.counts;
      },
    },
  );
  sendJson(response, { status: 200, body: { model: host.describe().id, counts } });
};
