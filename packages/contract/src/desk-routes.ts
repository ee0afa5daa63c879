import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { companySchema, documentUseSchema, listSuggestionsQuerySchema, suggestionSchema } from './schemas/desk.ts';
import { serviceStateSchema } from './schemas/health.ts';

/** What the page needs around questions and documents. */
export const deskRoutes = {
  listSuggestions: defineRoute({
    method: 'GET',
    path: '/api/v1/suggestions',
    tag: 'Ask',
    summary: 'What can be asked about: titles and headings of documents that the caller may read now',
    access: signedIn('ask'),
    query: listSuggestionsQuerySchema,
    response: z.object({ items: z.array(suggestionSchema) }),
  }),
  listDocumentUses: defineRoute({
    method: 'GET',
    path: '/api/v1/documents/:id/uses',
    tag: 'Documents',
    summary: 'The caller’s own answers that cite the document, newest first',
    access: signedIn('ask'),
    response: z.object({ items: z.array(documentUseSchema) }),
  }),
  getServiceState: defineRoute({
    method: 'GET',
    path: '/api/v1/state',
    tag: 'Health',
    summary: 'What cannot be done now, and why',
    access: signedIn(null),
    response: serviceStateSchema,
  }),
  setCompany: defineRoute({
    method: 'PUT',
    path: '/api/v1/admin/company',
    tag: 'Administration',
    summary: 'Set the name of the company, which everybody who is signed in sees; null takes it away',
    access: signedIn('admin', 'admin'),
    body: companySchema,
    response: companySchema,
  }),
} as const;
