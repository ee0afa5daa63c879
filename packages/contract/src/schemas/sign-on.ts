import { z } from 'zod';
import { roles } from '@carrel/core';

/** An identity provider, with its button. */
export const signInProviderSchema = z.object({ name: z.string(), label: z.string() });
export const connectionSchema = signInProviderSchema.extend({ isConnected: z.boolean() });
/** Where to send the browser. */
export const connectionStartSchema = z.object({ url: z.string() });

/** What a provider's settings say, without the secret. */
export const providerSettingsSchema = signInProviderSchema
  .extend({
    issuer: z.string(),
    clientId: z.string(),
    scopes: z.array(z.string()),
    tokenAlgorithm: z.string(),
    /** Register this address at the provider. */
    redirectUri: z.string(),
    unknownPeople: z.enum(['refuse', 'create']),
    roles: z.array(z.enum(roles)),
    groupsClaim: z.string(),
    /** What stands in that claim → name of the group here. */
    groups: z.record(z.string(), z.string()),
    /** People who have an account of it connected. */
    peopleCount: z.int(),
  })
  .meta({ id: 'ProviderSettings' });
export type ProviderSettings = z.infer<typeof providerSettingsSchema>;

/** What a test of a provider looks at, in this order. */
export const providerCheckNames = ['discovery', 'issuer', 'endpoints', 'keys', 'clock', 'client'] as const;
/** What a test can find. */
export const providerFindings = [
  'DISCOVERY_HOST_REFUSED',
  'DISCOVERY_UNREACHABLE',
  'DISCOVERY_CERTIFICATE',
  'DISCOVERY_STATUS',
  'DISCOVERY_NOT_JSON',
  'ISSUER_DIFFERS',
  'ENDPOINT_MISSING',
  'ENDPOINT_NOT_ENCRYPTED',
  'CODE_FLOW_MISSING',
  'PKCE_MISSING',
  'ALGORITHM_MISSING',
  'KEYS_UNREACHABLE',
  'KEY_MISSING',
  'CLOCK_DIFFERS',
  'CLOCK_UNKNOWN',
  'CLIENT_REFUSED',
  'CLIENT_UNKNOWN',
] as const;
export type ProviderFinding = (typeof providerFindings)[number];

export const providerTestSchema = z
  .object({
    testedAt: z.iso.datetime(),
    /** Whether people can sign in, as far as it can be known without one of them. */
    isUsable: z.boolean(),
    checks: z.array(
      z.object({
        name: z.enum(providerCheckNames),
        /** `skipped`: what it rests on has failed. */
        state: z.enum(['passed', 'warned', 'failed', 'skipped']),
        finding: z.enum(providerFindings).nullable(),
        expected: z.string().nullable(),
        found: z.string().nullable(),
        /** What is wrong and what to do, in English; null: nothing. */
        detail: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ProviderTest' });
export type ProviderTest = z.infer<typeof providerTestSchema>;
