import { routes } from '@carrel/contract';
import type { EmbeddingModel, EmbeddingModelSource } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import { knowledgeBaseModel } from './model-names.ts';

/** `POST /v1/embeddings`: vectors in the space of the index. Nothing of the documents is in them, so nothing is recorded. */
export function createEmbeddingsHandler({ embeddingModels }: { readonly embeddingModels: EmbeddingModelSource }): BoundRoute {
  return handle(routes.createEmbeddings, async ({ body, signal }) => {
    const model = await embeddingModels.current();
    if (model === null || (body.model !== knowledgeBaseModel && body.model !== model.name))
      throw new CarrelError('MODEL_NOT_FOUND', { message: 'the embedding model is not in use' });
    if (body.dimensions !== undefined && body.dimensions !== null && body.dimensions !== model.dimensions)
      throw new InvalidRequestError([{ path: 'dimensions', expected: `expected ${model.dimensions}, which this model has, or nothing` }]);
    const inputs = typeof body.input === 'string' ? [body.input] : body.input;
    const vectors = await embedAll(model, inputs, { purpose: body.input_type ?? 'document', signal });
    const tokens = (await model.countTokens(inputs, { signal })).reduce((sum, count) => sum + count, 0);
    return {
      object: 'list' as const,
      model: body.model,
      data: vectors.map((vector, index) => ({
        object: 'embedding' as const,
        index,
        embedding: body.encoding_format === 'base64' ? base64Of(vector) : [...vector],
      })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
  });
}

async function embedAll(
  model: EmbeddingModel,
  inputs: readonly string[],
  options: { readonly purpose: 'query' | 'document'; readonly signal: AbortSignal },
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let at = 0; at < inputs.length; at += model.maxInputsPerCall)
    vectors.push(...(await model.embed(inputs.slice(at, at + model.maxInputsPerCall), options)));
  return vectors;
}

function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  return bytes.toString('base64');
}
