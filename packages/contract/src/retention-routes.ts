import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import * as retention from './schemas/retention.ts';

/** What must be kept, and what is to be erased. Each ends with a second person. */
export const retentionRoutes = {
  listHolds: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/holds',
    tag: 'Audit',
    summary: 'Holds, the newest first, released ones too',
    access: signedIn('audit:read', 'compliance'),
    response: z.object({ items: z.array(retention.holdSchema) }),
  }),
  placeHold: defineRoute({
    method: 'POST',
    path: '/api/v1/audit/holds',
    tag: 'Audit',
    summary: 'Keep everything of a person or of a document: nothing of it can be erased until the hold is released',
    access: signedIn('admin', 'compliance'),
    body: retention.placeHoldBodySchema,
    status: 201,
    response: retention.holdSchema,
  }),
  releaseHold: defineRoute({
    method: 'POST',
    path: '/api/v1/audit/holds/:id/release',
    tag: 'Audit',
    summary: 'Ask that a hold is released, or agree with somebody else who has asked',
    access: signedIn('admin', 'compliance'),
    isSensitive: true,
    body: retention.releaseHoldBodySchema,
    response: retention.holdSchema,
  }),
  listDocumentCards: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/documents',
    tag: 'Audit',
    summary: 'Documents by name or id, deleted ones too: names and places, not what they say',
    access: signedIn('audit:read', 'compliance'),
    query: retention.documentCardsQuerySchema,
    response: z.object({ items: z.array(retention.documentCardSchema) }),
  }),
  listErasures: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/erasures',
    tag: 'Audit',
    summary: 'Requests to erase what a person wrote, or a document, the newest first',
    access: signedIn('audit:read', 'compliance'),
    response: z.object({ items: z.array(retention.erasureSchema) }),
  }),
  askErasure: defineRoute({
    method: 'POST',
    path: '/api/v1/audit/erasures',
    tag: 'Audit',
    summary: 'Ask that everything of a person, or a document, is erased; another person must approve',
    access: signedIn('admin', 'compliance'),
    body: retention.askErasureBodySchema,
    status: 201,
    response: retention.erasureSchema,
  }),
  approveErasure: defineRoute({
    method: 'POST',
    path: '/api/v1/audit/erasures/:id/approve',
    tag: 'Audit',
    summary: 'Approve what somebody else has asked for: it is erased at once, and cannot be brought back',
    access: signedIn('admin', 'compliance'),
    isSensitive: true,
    response: retention.erasureSchema,
  }),
};
