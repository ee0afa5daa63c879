import { z } from 'zod';
import { anyone, signedIn } from './access-rules.ts';
import { administrationRoutes } from './administration-routes.ts';
import { retentionRoutes } from './retention-routes.ts';
import { auditTreeRoutes } from './audit-tree-routes.ts';
import { defineRoute } from './route.ts';
import { deskRoutes } from './desk-routes.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import { mcpRoutes } from './mcp-routes.ts';
import { embeddingRoutes } from './embedding-routes.ts';
import { indexCareRoutes } from './index-care-routes.ts';
import { answerModelRoutes } from './answer-model-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { openAiRoutes } from './openai-routes.ts';
import { rightsRoutes } from './rights-routes.ts';
import { askBodySchema, askEventSchema } from './schemas/ask.ts';
import { auditEventSchema, auditExportLineSchema, exportAuditLogQuerySchema, listAuditEventsQuerySchema } from './schemas/audit.ts';
import { collectionSchema, createCollectionBodySchema, updateCollectionBodySchema } from './schemas/collections.ts';
import { okSchema, pageOf } from './schemas/common.ts';
import {
  conversationDetailSchema,
  conversationSchema,
  feedbackBodySchema,
  listConversationsQuerySchema,
  shareBodySchema,
  sharedAnswerSchema,
  sharingSchema,
  updateConversationBodySchema,
} from './schemas/conversations.ts';
import {
  documentCountsSchema,
  documentSchema,
  documentTextSchema,
  ingestEventSchema,
  listDocumentsQuerySchema,
  uploadResultSchema,
  versionQuerySchema,
} from './schemas/documents.ts';
import { livenessSchema, readinessSchema } from './schemas/health.ts';
import { meSchema, ownerSetupBodySchema, signInLinkBodySchema } from './schemas/me.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { slackRoutes } from './slack-routes.ts';
import { sourceRoutes } from './source-routes.ts';
import { workRoutes } from './work-routes.ts';
import { versionRoutes } from './version-routes.ts';
import { searchBodySchema, searchResultSchema } from './schemas/search.ts';

/** Every route of the API but better-auth's own (an allow-list of them lies under `/api/auth/`). */
export const routes = {
  me: defineRoute({
    method: 'GET',
    path: '/api/v1/me',
    tag: 'Identity',
    summary: 'Who is signed in, and what this Carrel can do',
    access: signedIn(null),
    response: meSchema,
  }),
  exchangeSignInLink: defineRoute({
    method: 'POST',
    path: '/api/v1/sign-in-link',
    tag: 'Identity',
    summary: 'Exchange the one-time link for a session',
    access: anyone,
    body: signInLinkBodySchema,
    response: z.object({ ok: z.literal(true), needsSetup: z.boolean(), needsSecondFactor: z.boolean() }),
  }),
  setupOwner: defineRoute({
    method: 'POST',
    path: '/api/v1/setup',
    tag: 'Identity',
    summary: 'Set name, e-mail address and password after a one-time link',
    access: signedIn(null),
    body: ownerSetupBodySchema,
    response: okSchema,
  }),
  ...signInRoutes,

  listCollections: defineRoute({
    method: 'GET',
    path: '/api/v1/collections',
    tag: 'Collections',
    summary: 'Collections that the caller may read',
    access: signedIn('documents:read'),
    response: z.object({ items: z.array(collectionSchema) }),
  }),
  createCollection: defineRoute({
    method: 'POST',
    path: '/api/v1/collections',
    tag: 'Collections',
    summary: 'Make a collection',
    access: signedIn('documents:write', 'curator', 'admin'),
    body: createCollectionBodySchema,
    status: 201,
    response: collectionSchema,
  }),
  getCollection: defineRoute({
    method: 'GET',
    path: '/api/v1/collections/:id',
    tag: 'Collections',
    summary: 'One collection',
    access: signedIn('documents:read'),
    response: collectionSchema,
  }),
  updateCollection: defineRoute({
    method: 'PATCH',
    path: '/api/v1/collections/:id',
    tag: 'Collections',
    summary: 'Change a collection',
    access: signedIn('documents:write', 'curator', 'admin'),
    body: updateCollectionBodySchema,
    response: collectionSchema,
  }),
  deleteCollection: defineRoute({
    method: 'DELETE',
    path: '/api/v1/collections/:id',
    tag: 'Collections',
    summary: 'Delete an empty collection',
    access: signedIn('documents:write', 'admin'),
    response: okSchema,
  }),
  /** Multipart. Parts: `path` (optional, before its file), `file`; up to 20 files. Query: `policy` (name or id). */
  uploadDocuments: defineRoute({
    method: 'POST',
    path: '/api/v1/collections/:id/documents',
    tag: 'Documents',
    summary: 'Upload files; honours Idempotency-Key',
    access: signedIn('documents:write', 'curator', 'admin'),
    isUpload: true,
    query: z.object({ policy: z.string().optional() }),
    status: 202,
    response: uploadResultSchema,
  }),

  listDocuments: defineRoute({
    method: 'GET',
    path: '/api/v1/documents',
    tag: 'Documents',
    summary: 'Documents that the caller may read, newest change first',
    access: signedIn('documents:read'),
    query: listDocumentsQuerySchema,
    response: pageOf(documentSchema),
  }),
  countDocuments: defineRoute({
    method: 'GET',
    path: '/api/v1/documents/counts',
    tag: 'Documents',
    summary: 'How many there are in each state',
    access: signedIn('documents:read'),
    query: listDocumentsQuerySchema.omit({ limit: true, cursor: true, offset: true }),
    response: documentCountsSchema,
  }),
  getDocument: defineRoute({
    method: 'GET',
    path: '/api/v1/documents/:id',
    tag: 'Documents',
    summary: 'One document',
    access: signedIn('documents:read'),
    response: documentSchema,
  }),
  deleteDocument: defineRoute({
    method: 'DELETE',
    path: '/api/v1/documents/:id',
    tag: 'Documents',
    summary: 'Delete a document; effective with the next request',
    access: signedIn('documents:write', 'curator', 'admin'),
    response: okSchema,
  }),
  ...versionRoutes,
  ...sourceRoutes,
  ...workRoutes,
  ...deskRoutes,
  getDocumentContent: defineRoute({
    method: 'GET',
    path: '/api/v1/documents/:id/content',
    tag: 'Documents',
    summary: 'The original file',
    access: signedIn('documents:read'),
    query: versionQuerySchema,
    format: 'binary',
    response: z.unknown(),
  }),
  getDocumentText: defineRoute({
    method: 'GET',
    path: '/api/v1/documents/:id/text',
    tag: 'Documents',
    summary: 'The extracted text, with the spans of blocks, chunks and lines',
    access: signedIn('documents:read'),
    query: versionQuerySchema,
    response: documentTextSchema,
  }),
  ingestEvents: defineRoute({
    method: 'GET',
    path: '/api/v1/ingest/events',
    tag: 'Documents',
    summary: 'Progress of documents that the caller may read, as server-sent events',
    access: signedIn('documents:read'),
    format: 'sse',
    response: ingestEventSchema,
  }),

  search: defineRoute({
    method: 'POST',
    path: '/api/v1/search',
    tag: 'Ask',
    summary: 'Find passages',
    access: signedIn('search'),
    body: searchBodySchema,
    response: searchResultSchema,
  }),
  ask: defineRoute({
    method: 'POST',
    path: '/api/v1/ask',
    tag: 'Ask',
    summary: 'Ask a question: server-sent events, or one JSON document with stream: false',
    access: signedIn('ask'),
    body: askBodySchema,
    format: 'sse',
    response: askEventSchema,
  }),
  listConversations: defineRoute({
    method: 'GET',
    path: '/api/v1/conversations',
    tag: 'Conversations',
    summary: 'The caller’s own conversations',
    access: signedIn('ask'),
    query: listConversationsQuerySchema,
    response: pageOf(conversationSchema),
  }),
  getConversation: defineRoute({
    method: 'GET',
    path: '/api/v1/conversations/:id',
    tag: 'Conversations',
    summary: 'One conversation with its turns',
    access: signedIn('ask'),
    response: conversationDetailSchema,
  }),
  updateConversation: defineRoute({
    method: 'PATCH',
    path: '/api/v1/conversations/:id',
    tag: 'Conversations',
    summary: 'Rename or pin',
    access: signedIn('ask'),
    body: updateConversationBodySchema,
    response: conversationSchema,
  }),
  deleteConversation: defineRoute({
    method: 'DELETE',
    path: '/api/v1/conversations/:id',
    tag: 'Conversations',
    summary: 'Delete a conversation; its records stay in the audit log',
    access: signedIn('ask'),
    response: okSchema,
  }),
  giveFeedback: defineRoute({
    method: 'POST',
    path: '/api/v1/answers/:id/feedback',
    tag: 'Conversations',
    summary: 'Rate an answer',
    access: signedIn('ask'),
    body: feedbackBodySchema,
    response: okSchema,
  }),

  shareAnswer: defineRoute({
    method: 'PUT',
    path: '/api/v1/answers/:id/sharing',
    tag: 'Conversations',
    summary: 'Let others open one’s own answer by its link, or end that',
    access: signedIn('ask'),
    body: shareBodySchema,
    response: sharingSchema,
  }),
  getAnswer: defineRoute({
    method: 'GET',
    path: '/api/v1/answers/:id',
    tag: 'Conversations',
    summary: 'One answer: one’s own, or a shared one all of whose documents the caller may read',
    access: signedIn('ask'),
    response: sharedAnswerSchema,
  }),

  listAuditEvents: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/events',
    tag: 'Audit',
    summary: 'Events, newest first',
    access: signedIn('audit:read', 'compliance'),
    query: listAuditEventsQuerySchema,
    response: pageOf(auditEventSchema),
  }),
  getAuditEvent: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/events/:id',
    tag: 'Audit',
    summary: 'One event; a person may read the events of their own answers',
    access: signedIn(null),
    response: auditEventSchema,
  }),
  exportAuditLog: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/export',
    tag: 'Audit',
    summary: 'The raw log, for verification; `format` says what is made of it, and is recorded',
    access: signedIn('audit:read', 'compliance'),
    format: 'jsonl',
    query: exportAuditLogQuerySchema,
    response: auditExportLineSchema,
  }),

  ...auditTreeRoutes,
  ...retentionRoutes,

  ...administrationRoutes,
  ...passkeyRoutes,
  ...embeddingRoutes,
  ...indexCareRoutes,
  ...modelRoutes,
  ...answerModelRoutes,
  ...openAiRoutes,
  ...mcpRoutes,
  ...rightsRoutes,
  ...slackRoutes,

  livez: defineRoute({
    method: 'GET',
    path: '/livez',
    tag: 'Health',
    summary: 'The process answers',
    access: anyone,
    response: livenessSchema,
  }),
  readyz: defineRoute({
    method: 'GET',
    path: '/readyz',
    tag: 'Health',
    summary: 'Ready to serve; 503 when not',
    access: anyone,
    response: readinessSchema,
  }),
  metrics: defineRoute({
    method: 'GET',
    path: '/metrics',
    tag: 'Health',
    summary: 'Prometheus metrics; for this machine itself, from elsewhere with a key of the scope admin',
    access: anyone,
    format: 'text',
    response: z.string(),
  }),
} as const;
export type RouteName = keyof typeof routes;
