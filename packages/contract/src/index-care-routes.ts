import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { indexCareSchema, indexRunSchema, requestIndexCheckBodySchema } from './schemas/index-care.ts';

/** The care of the search index: what was done, what failed, and comparing it with SQL now. */
export const indexCareRoutes = {
  getIndexCare: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/index',
    tag: 'Administration',
    summary: 'How the search index is cared for: runs, failures, the newest comparison with SQL',
    access: signedIn('admin', 'admin'),
    response: indexCareSchema,
  }),
  requestIndexCheck: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/index/checks',
    tag: 'Administration',
    summary: 'Compare the search index with SQL now, and repair it unless told not to',
    access: signedIn('admin', 'admin'),
    body: requestIndexCheckBodySchema,
    status: 202,
    response: indexRunSchema,
  }),
  getIndexCheck: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/index/checks/:id',
    tag: 'Administration',
    summary: 'How a comparison goes, and what it found',
    access: signedIn('admin', 'admin'),
    response: indexRunSchema,
  }),
} as const;
