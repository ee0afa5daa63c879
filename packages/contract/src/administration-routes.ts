import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import * as admin from './schemas/admin.ts';
import { okSchema } from './schemas/common.ts';
import { doctorSchema } from './schemas/health.ts';
import { endGrantQuerySchema } from './schemas/rights.ts';

/** People, policies, keys, models, and the state of the installation. */
export const administrationRoutes = {
  listUsers: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/users',
    tag: 'Administration',
    summary: 'People',
    access: signedIn('admin', 'admin'),
    response: z.object({ items: z.array(admin.userSchema) }),
  }),
  createUser: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/users',
    tag: 'Administration',
    summary: 'Add a person',
    access: signedIn('admin', 'admin'),
    body: admin.createUserBodySchema,
    status: 201,
    response: admin.createdUserSchema,
  }),
  updateUser: defineRoute({
    method: 'PATCH',
    path: '/api/v1/admin/users/:id',
    tag: 'Administration',
    summary: 'Change roles, switch on or off',
    access: signedIn('admin', 'admin'),
    body: admin.updateUserBodySchema,
    response: admin.userSchema,
  }),
  listPolicies: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/policies',
    tag: 'Administration',
    summary: 'Policies with their grants',
    access: signedIn('admin', 'admin'),
    response: z.object({ items: z.array(admin.policySchema) }),
  }),
  createPolicy: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/policies',
    tag: 'Administration',
    summary: 'Make a policy',
    access: signedIn('admin', 'admin'),
    body: admin.createPolicyBodySchema,
    status: 201,
    response: admin.policySchema,
  }),
  addGrant: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/policies/:id/grants',
    tag: 'Administration',
    summary: 'Let a person, a group or everyone read',
    access: signedIn('admin', 'admin'),
    body: admin.grantBodySchema,
    response: admin.policySchema,
  }),
  endGrant: defineRoute({
    method: 'DELETE',
    path: '/api/v1/admin/policies/:id/grants/:principal',
    tag: 'Administration',
    summary: 'End a grant; effective with the next request',
    access: signedIn('admin', 'admin'),
    query: endGrantQuerySchema,
    response: admin.policySchema,
  }),
  listApiKeys: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/keys',
    tag: 'Administration',
    summary: 'The caller’s own API keys',
    access: signedIn(null),
    response: z.object({ items: z.array(admin.apiKeySchema) }),
  }),
  createApiKey: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/keys',
    tag: 'Administration',
    summary: 'Make an API key that acts as the caller',
    access: signedIn(null),
    body: admin.createApiKeyBodySchema,
    status: 201,
    response: admin.createdApiKeySchema,
  }),
  revokeApiKey: defineRoute({
    method: 'DELETE',
    path: '/api/v1/admin/keys/:id',
    tag: 'Administration',
    summary: 'Revoke a key',
    access: signedIn(null),
    response: okSchema,
  }),
  listModels: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/models',
    tag: 'Administration',
    summary: 'Models on this machine and in use',
    access: signedIn(null),
    response: z.object({ items: z.array(admin.modelSchema) }),
  }),
  doctor: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/doctor',
    tag: 'Administration',
    summary: 'Checks of the whole installation',
    access: signedIn('admin', 'admin'),
    response: doctorSchema,
  }),
} as const;
