import { CarrelError } from '@carrel/core';
import { embeddingRequestSchema } from '@carrel/models';
import type { Route } from './exchange.ts';
import { sendJson } from './error-response.ts';
import { findHost } from './find-host.ts';
import { readRequest } from './read-request.ts';

/** `POST /v1/embeddings` */
export const embeddingsRoute: Route = async ({ hosts }, { request, response, signal, note }) => {
  const body = await readRequest(request, embeddingRequestSchema);
  const host = findHost(hosts, { name: body.model, role: 'embedding' });
  const purpose = body.purpose ?? 'document';
  note({ model: host.describe().id, mode: purpose, count: body.input.length });
  const dimensions = host.describe().dimensions;
  if (body.dimensions !== undefined && body.dimensions !== null && dimensions !== null && body.dimensions !== dimensions)
    throw new CarrelError('INVALID_REQUEST', {
      message: `the model has ${dimensions} dimensions; ${body.dimensions} were asked for`,
    });
  let vectors: readonly Float32Array[] = [];
  let tokens = 0;
  await host.call(
    { type: 'embed', purpose, inputs: body.input },
    {
      signal,
      onReply: (reply) => {
        if (reply.type === 'embedded') ({ vectors, tokens } = reply);
      },
    },
  );
  note({ tokens });
  const encode = body.encoding_format === 'base64' ? toBase64 : (vector: Float32Array) => [...vector];
  sendJson(response, {
    status: 200,
    body: {
      object: 'list',
      model: host.describe().id,
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encode(vector),
      })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    },
  });
};

/** Little-endian float32, as OpenAI has it: all platforms that Carrel runs on are little-endian. */
function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}
