import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { documentVersionSchema, knownFilesBodySchema, knownFilesSchema, uploadResultSchema } from './schemas/documents.ts';

/** What lay at a document's place, and what lies there from now on. */
export const versionRoutes = {
  findKnownFiles: defineRoute({
    method: 'POST',
    path: '/api/v1/collections/:id/known-files',
    tag: 'Documents',
    summary: 'Which of these files need not be uploaded: the same bytes lie at their places already',
    access: signedIn('documents:write', 'curator', 'admin'),
    query: z.object({ policy: z.string().optional() }),
    body: knownFilesBodySchema,
    response: knownFilesSchema,
  }),
  listDocumentVersions: defineRoute({
    method: 'GET',
    path: '/api/v1/documents/:id/versions',
    tag: 'Documents',
    summary: 'Versions of a document, newest first; each stays readable by its id',
    access: signedIn('documents:read'),
    response: z.object({ items: z.array(documentVersionSchema) }),
  }),
  /** Multipart with one `file`. The document keeps its place whatever the file is called. */
  replaceDocument: defineRoute({
    method: 'POST',
    path: '/api/v1/documents/:id/versions',
    tag: 'Documents',
    summary: 'Upload a new version; the old one answers until this one is published; honours Idempotency-Key',
    access: signedIn('documents:write', 'curator', 'admin'),
    isUpload: true,
    status: 202,
    response: uploadResultSchema,
  }),
} as const;
