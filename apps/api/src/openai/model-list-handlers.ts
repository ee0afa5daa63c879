import { routes } from '@carrel/contract';
import type { EmbeddingModelSource, LanguageModelSource } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { knowledgeBaseModel } from './model-names.ts';

export interface ModelNameDeps {
  readonly languageModels: LanguageModelSource;
  readonly embeddingModels: EmbeddingModelSource;
}

const owner = 'carrel';

/** `GET /v1/models`: the knowledge base, and the models in use, as far as they answer now. */
export function createModelNameHandlers({ languageModels, embeddingModels }: ModelNameDeps): readonly BoundRoute[] {
  async function listNames(): Promise<readonly string[]> {
    const inUse = await Promise.all([languageModels.current().catch(() => null), embeddingModels.current().catch(() => null)]);
    return [...new Set([knowledgeBaseModel, ...inUse.flatMap((model) => (model === null ? [] : [model.name]))])];
  }
  return [
    handle(routes.listOpenAiModels, async () => ({ object: 'list' as const, data: (await listNames()).map(modelOf) })),
    handle(routes.getOpenAiModel, async ({ params }) => {
      if (!(await listNames()).includes(params.name)) throw new CarrelError('MODEL_NOT_FOUND');
      return modelOf(params.name);
    }),
  ];
}

function modelOf(id: string) {
  return { id, object: 'model' as const, created: 0, owned_by: owner };
}
