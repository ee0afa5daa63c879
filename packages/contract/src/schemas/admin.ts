import { z } from 'zod';
import { apiKeyScopes, roles, sensitivityLabels, userKinds } from '@carrel/core';
import { timeSchema } from './common.ts';
import { isMailedSchema, mailDeliverySchema } from './invitations.ts';

export const userSchema = z
  .object({
    id: z.string(),
    /** A service is a program with rights of its own; nobody signs in as it. */
    kind: z.enum(userKinds),
    name: z.string(),
    email: z.string(),
    roles: z.array(z.enum(roles)),
    isActive: z.boolean(),
    createdAt: timeSchema,
    /** Null: never, or before this was kept. */
    lastSignInAt: timeSchema.nullable(),
  })
  .meta({ id: 'User' });
export type UserView = z.infer<typeof userSchema>;
export const createUserBodySchema = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.email().max(320),
  roles: z.array(z.enum(roles)).default(['employee']),
  /** Undefined: the person sets one through a one-time link, which is returned. */
  password: z.string().min(12).max(256).optional(),
  isMailed: isMailedSchema,
});
export const createdUserSchema = z.object({ user: userSchema, signInUrl: z.string().nullable(), mail: mailDeliverySchema.nullable() });
export const updateUserBodySchema = z.object({ isActive: z.boolean().optional(), roles: z.array(z.enum(roles)).optional() });

export const policySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    label: z.enum(sensitivityLabels),
    /** Whether its documents lie in an index table of their own, so that not even statistics of words tell of them. */
    isStrict: z.boolean(),
    grants: z.array(
      z.object({ principal: z.string(), right: z.enum(['read', 'curate']), validFrom: timeSchema, validTo: timeSchema.nullable() }),
    ),
  })
  .meta({ id: 'Policy' });
export type PolicyView = z.infer<typeof policySchema>;
/** A principal is `everyone`, a user id or a group id. */
export const createPolicyBodySchema = z.object({
  name: z.string().trim().min(1).max(200),
  label: z.enum(sensitivityLabels).default('internal'),
  isStrict: z.boolean().default(false),
  readers: z.array(z.string()).default([]),
});
export const grantBodySchema = z.object({
  principal: z.string(),
  right: z.enum(['read', 'curate']).default('read'),
  /** Not in the past: what somebody could read then is known already. Undefined: from now on. */
  validFrom: timeSchema.optional(),
  /** Undefined: until it is ended. */
  validTo: timeSchema.optional(),
});

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.enum(apiKeyScopes)),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyView = z.infer<typeof apiKeySchema>;
export const createApiKeyBodySchema = z.object({
  name: z.string().trim().min(1).max(200),
  scopes: z.array(z.enum(apiKeyScopes)).min(1),
  expiresInDays: z.int().min(1).max(365).default(90),
});
/** `secret` is shown this once and not stored. */
export const createdApiKeySchema = z.object({ key: apiKeySchema, secret: z.string() });

export const modelSchema = z
  .object({
    name: z.string(),
    role: z.enum(['answer', 'embed', 'unknown']),
    state: z.enum(['installed', 'loading', 'ready', 'failed', 'remote']),
    /** Why it failed, for people; else null. */
    reason: z.string().nullable(),
    isInUse: z.boolean(),
    sizeBytes: z.int().nullable(),
    sha256: z.string().nullable(),
    source: z.string(),
    licence: z.string().nullable(),
    architecture: z.string().nullable(),
    quantisation: z.string().nullable(),
    contextTokens: z.int().nullable(),
    dimensions: z.int().nullable(),
  })
  .meta({ id: 'Model' });
export type ModelView = z.infer<typeof modelSchema>;
