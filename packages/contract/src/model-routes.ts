import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { okSchema } from './schemas/common.ts';
import {
  catalogueModelViewSchema,
  fitQuerySchema,
  fitSchema,
  importModelBodySchema,
  installationSchema,
  modelNameBodySchema,
  modelVerificationSchema,
  pullModelBodySchema,
} from './schemas/models.ts';

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
  listInstallations: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/models/installations',
    tag: 'Models',
    summary: 'Models that are being brought in, and how that went, since the start',
    access: signedIn('admin', 'admin'),
    response: z.object({ items: z.array(installationSchema) }),
  }),
  pullModel: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/models/pull',
    tag: 'Models',
    summary: 'Get a model of the catalogue, after its licence was accepted by name',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    body: pullModelBodySchema,
    status: 202,
    response: installationSchema,
  }),
  importModel: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/models/import',
    tag: 'Models',
    summary: 'Install a model from a file on the machine that Carrel runs on',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    body: importModelBodySchema,
    status: 202,
    response: installationSchema,
  }),
  verifyModel: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/models/verify',
    tag: 'Models',
    summary: 'Read the file of a model anew, and compare it with what was installed',
    access: signedIn('admin', 'admin'),
    body: modelNameBodySchema,
    response: modelVerificationSchema,
  }),
  removeModel: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/models/remove',
    tag: 'Models',
    summary: 'Delete an installed model that is not in use',
    access: signedIn('admin', 'admin'),
    isSensitive: true,
    body: modelNameBodySchema,
    response: okSchema,
  }),
  cancelInstallation: defineRoute({
    method: 'DELETE',
    path: '/api/v1/admin/models/installations/:name',
    tag: 'Models',
    summary: 'Stop bringing a model in; what arrived stays for another attempt',
    access: signedIn('admin', 'admin'),
    response: okSchema,
  }),
} as const;
