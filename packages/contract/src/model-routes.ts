import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { catalogueModelViewSchema, fitQuerySchema, fitSchema } from './schemas/models.ts';

/** Choosing models: what there is, under which licence, and what fits. */
export const modelRoutes = {
  listCatalogue: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/models/catalogue',
    tag: 'Models',
    summary: 'Models that can be got, with licence, sizes and what is known of them',
    access: signedIn('admin', 'admin'),
    response: z.object({ items: z.array(catalogueModelViewSchema) }),
  }),
  fitModels: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/models/fit',
    tag: 'Models',
    summary: 'Whether models fit on this machine or another, with the sum',
    access: signedIn('admin', 'admin'),
    query: fitQuerySchema,
    response: z.object({ items: z.array(fitSchema) }),
  }),
} as const;
