import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import * as sources from './schemas/sources.ts';

/** Watched folders. They read files of the server, so they are for admins alone. */
export const sourceRoutes = {
  listSources: defineRoute({
    method: 'GET',
    path: '/api/v1/sources',
    tag: 'Sources',
    summary: 'What documents are followed from, with the last run and the next',
    access: signedIn('admin', 'admin'),
    response: z.object({ items: z.array(sources.sourceSchema) }),
  }),
  createSource: defineRoute({
    method: 'POST',
    path: '/api/v1/sources',
    tag: 'Sources',
    summary: 'Watch a folder: new, changed, moved and deleted files are followed',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    body: sources.createSourceBodySchema,
    status: 201,
    response: sources.sourceSchema,
  }),
  getSource: defineRoute({
    method: 'GET',
    path: '/api/v1/sources/:id',
    tag: 'Sources',
    summary: 'A source with its files that are not searchable, and why',
    access: signedIn('admin', 'admin'),
    response: sources.sourceDetailSchema,
  }),
  updateSource: defineRoute({
    method: 'PATCH',
    path: '/api/v1/sources/:id',
    tag: 'Sources',
    summary: 'Pause a source or go on with it, or change what it leaves out',
    access: signedIn('admin', 'admin'),
    body: sources.updateSourceBodySchema,
    response: sources.sourceSchema,
  }),
  runSource: defineRoute({
    method: 'POST',
    path: '/api/v1/sources/:id/run',
    tag: 'Sources',
    summary: 'Look at a source now',
    access: signedIn('admin', 'admin'),
    body: sources.runSourceBodySchema,
    status: 202,
    response: sources.sourceSchema,
  }),
  removeSource: defineRoute({
    method: 'DELETE',
    path: '/api/v1/sources/:id',
    tag: 'Sources',
    summary: 'Follow a source no longer; its documents stay unless they are to be deleted too',
    access: signedIn('admin', 'admin'),
    query: sources.removeSourceQuerySchema,
    response: z.object({ ok: z.literal(true), deleted: z.int() }),
  }),
} as const;
