import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { bulkBodySchema, bulkResultSchema, documentSchema } from './schemas/documents.ts';

const forCurators = signedIn('documents:write', 'curator', 'admin');

/** The work on documents: cancelled, and taken up again. */
export const workRoutes = {
  retryDocument: defineRoute({
    method: 'POST',
    path: '/api/v1/documents/:id/retry',
    tag: 'Documents',
    summary: 'Try a failed document again',
    access: forCurators,
    status: 202,
    response: documentSchema,
  }),
  retryDocuments: defineRoute({
    method: 'POST',
    path: '/api/v1/documents/retry',
    tag: 'Documents',
    summary: 'Try all failed documents again that may end differently and that the caller may change',
    access: forCurators,
    body: bulkBodySchema,
    status: 202,
    response: bulkResultSchema,
  }),
  cancelDocument: defineRoute({
    method: 'POST',
    path: '/api/v1/documents/:id/cancel',
    tag: 'Documents',
    summary: 'Stop the work on a document; an older version goes on answering',
    access: forCurators,
    response: documentSchema,
  }),
  cancelDocuments: defineRoute({
    method: 'POST',
    path: '/api/v1/documents/cancel',
    tag: 'Documents',
    summary: 'Stop the work on all documents that the caller may change',
    access: forCurators,
    body: bulkBodySchema.omit({ reason: true }),
    response: bulkResultSchema,
  }),
} as const;
