import type { EmbeddingModel, LanguageModel } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { ModelAddress } from '../network/model-address.ts';
import type { ModelConnection } from '../openai/model-connection.ts';
import type { TimeLimits } from '../openai/request-timers.ts';
import { createEmbeddingModel } from '../openai/embedding-model.ts';
import { createLanguageModel } from '../openai/language-model.ts';
import { embeddingResponseSchema } from '../openai/wire-schemas.ts';
import { parseWire } from '../openai/parse-wire.ts';
import { textFormOf } from '../text-form.ts';
import { embeddingFromWorker, languageFromWorker, requireReady, workerModelAmong } from './from-worker-model.ts';
import { chooseModel, contextTokensOf, dialectOf, listServerModels } from './model-listing.ts';

type HttpAddress = Extract<ModelAddress, { readonly kind: 'http' }>;
interface ServerModelDeps {
  readonly connection: ModelConnection;
}

/** What is assumed where a server does not say how much its model can take: less than any model in use can. */
const assumedContextTokens = 4096;
const assumedInputTokens = 512;
const maxInputsPerCall = 32;
const probeLimits = { firstByteTimeoutMs: 30_000, idleTimeoutMs: 30_000, totalTimeoutMs: 30_000 };

/**
 * The embedding model of an OpenAI-compatible server. A worker of Carrel on another machine is known by its file, like the
 * one on this machine, so moving there needs no new vectors; of other servers the dimensions are learnt by embedding a word.
 */
export async function serverEmbeddingModel(deps: ServerModelDeps, address: HttpAddress): Promise<EmbeddingModel> {
  await deps.connection.remoteHost();
  const models = await listServerModels(deps.connection);
  const worker = workerModelAmong(models, { role: 'embedding', name: address.modelName });
  if (worker !== null) return embeddingFromWorker(deps, requireReady(worker));
  const model = chooseModel(models, address.modelName);
  const textForm = textFormOf([model.id]);
  return createEmbeddingModel(deps, {
    name: model.id,
    id: identityOf(address, model.id, textForm.id),
    dimensions: await probeDimensions(deps.connection, model.id),
    maxInputTokens: contextTokensOf(model) ?? assumedInputTokens,
    maxInputsPerCall,
    isWorker: false,
    textForm,
  });
}

export async function serverLanguageModel(
  deps: ServerModelDeps & { readonly limits: TimeLimits },
  address: HttpAddress,
  name?: string,
): Promise<LanguageModel> {
  const remoteHost = await deps.connection.remoteHost();
  const models = await listServerModels(deps.connection);
  const wantedName = name ?? address.modelName;
  const worker = workerModelAmong(models, { role: 'llm', name: wantedName });
  if (worker !== null) return languageFromWorker(deps, requireReady(worker), remoteHost);
  const model = chooseModel(models, wantedName);
  const dialect = dialectOf(model);
  return createLanguageModel(deps, {
    name: model.id,
    id: identityOf(address, model.id, ''),
    fileSha256: null,
    engine: dialect === 'openai' ? 'OpenAI-compatible server' : dialect,
    contextTokens: contextTokensOf(model) ?? assumedContextTokens,
    remoteHost,
    dialect,
    limits: deps.limits,
  });
}

/** The file behind a server is not known: the server and the name are the identity. */
function identityOf(address: HttpAddress, name: string, textFormId: string): string {
  return `${address.baseUrl.origin}${address.baseUrl.pathname}#${name}${textFormId === '' ? '' : `+${textFormId}`}`;
}

async function probeDimensions(connection: ModelConnection, model: string): Promise<number> {
  const response = await connection.postJson(
    '/v1/embeddings',
    { model, input: ['dimensions'], encoding_format: 'float' },
    { limits: probeLimits },
  );
  const embedding = parseWire(embeddingResponseSchema, response, 'embeddings').data[0]?.embedding;
  if (!Array.isArray(embedding) || embedding.length === 0)
    throw new CarrelError('MODEL_RESPONSE_INVALID', {
      message: 'the model server sent no vector for a test word',
    });
  return embedding.length;
}
