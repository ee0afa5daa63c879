import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CarrelError, roles } from '@carrel/core';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Tokens and keys come from there, so the way must be encrypted; only this machine itself needs no encryption. */
const issuerSchema = z
  .url()
  .refine((text) => text.startsWith('https://') || loopbackNames.has(new URL(text).hostname), 'expected an https URL');

const providerSchema = z.strictObject({
  /** In addresses: `/api/auth/oidc/NAME/callback`. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'expected small letters, digits and hyphens'),
  /** On the button. */
  label: z.string().trim().min(1).max(60),
  /** Exactly as the provider names itself in its tokens. */
  issuer: issuerSchema,
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scopes: z.array(z.string().min(1)).default(['openid', 'profile', 'email']),
  /** With which tokens are signed; any other is refused, `none` above all. */
  tokenAlgorithm: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']).default('RS256'),
  /** People whom nobody has connected or added: turned away, or made with these roles. */
  unknownPeople: z.enum(['refuse', 'create']).default('refuse'),
  roles: z.array(z.enum(roles)).default(['employee']),
  groupsClaim: z.string().default('groups'),
  /** What stands in that claim → name of a group here. Members come and go with each sign-in. */
  groups: z.record(z.string(), z.string()).default({}),
});
export type SignOnProviderSettings = z.infer<typeof providerSchema>;

const fileSchema = z.strictObject({ providers: z.array(providerSchema).max(20) });

/**
 * Reads the identity providers of `CARREL_OIDC_FILE`.
 * @throws INVALID_CONFIGURATION with every field that is not as expected, never with a secret.
 */
export async function readProviderFile(path: string | null): Promise<readonly SignOnProviderSettings[]> {
  if (path === null) return [];
  const parsed = fileSchema.safeParse(await readJson(path));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw invalid(`${path}: ${problems.join('; ')}`);
  }
  const { providers } = parsed.data;
  for (const key of ['name', 'issuer'] as const)
    if (new Set(providers.map((provider) => provider[key])).size < providers.length) throw invalid(`${path}: expected each ${key} once`);
  return providers;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw invalid(`${path}: expected a readable file of JSON`, cause);
  }
}

function invalid(message: string, cause?: unknown): CarrelError {
  return new CarrelError('INVALID_CONFIGURATION', { message: `CARREL_OIDC_FILE: ${message}`, cause });
}
