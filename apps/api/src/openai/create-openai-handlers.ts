import type { BoundRoute } from '../http/bind-route.ts';
import type { ChatDeps } from './chat-handler.ts';
import { createChatHandler } from './chat-handler.ts';
import { createEmbeddingsHandler } from './embeddings-handler.ts';
import type { ModelNameDeps } from './model-list-handlers.ts';
import { createModelNameHandlers } from './model-list-handlers.ts';

/** The OpenAI-compatible API. */
export function createOpenAiHandlers(deps: ChatDeps & ModelNameDeps): readonly BoundRoute[] {
  return [createChatHandler(deps), createEmbeddingsHandler(deps), ...createModelNameHandlers(deps)];
}
