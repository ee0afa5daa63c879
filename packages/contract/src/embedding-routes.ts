import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { changeEmbeddingBodySchema, embeddingStatusSchema } from './schemas/embedding.ts';

/** Changing the embedding model while questions are answered. */
export const embeddingRoutes = {
  getEmbedding: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/embedding',
    tag: 'Models',
    summary: 'The embedding model in use, a change of it with its progress and figures, and the one before',
    access: signedIn('admin', 'admin'),
    response: embeddingStatusSchema,
  }),
  changeEmbedding: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/embedding/change',
    tag: 'Models',
    summary: 'Begin to use another embedding model: its index is made beside the one that serves',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    body: changeEmbeddingBodySchema,
    status: 202,
    response: embeddingStatusSchema,
  }),
  switchEmbedding: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/embedding/switch',
    tag: 'Models',
    summary: 'Let the new index serve, as soon as its figures are good',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    status: 202,
    response: embeddingStatusSchema,
  }),
  cancelEmbedding: defineRoute({
    method: 'DELETE',
    path: '/api/v1/admin/embedding/change',
    tag: 'Models',
    summary: 'Give the new index up; the one that serves goes on',
    access: signedIn('admin', 'admin'),
    response: embeddingStatusSchema,
  }),
  rollBackEmbedding: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/embedding/rollback',
    tag: 'Models',
    summary: 'Go back to the embedding model before; effective with the next questions',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    response: embeddingStatusSchema,
  }),
} as const;
