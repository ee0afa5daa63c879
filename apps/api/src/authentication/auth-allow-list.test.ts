import { betterAuth } from 'better-auth';
import * as plugins from 'better-auth/plugins';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestApi } from '../../../../test/support/api/start-test-api.ts';
import { startTestApi } from '../../../../test/support/api/start-test-api.ts';

/** What Carrel serves of better-auth's protocol. */
const allowed = new Set([
  'POST /sign-in/email',
  'POST /sign-out',
  'GET /get-session',
  'POST /change-password',
  'POST /two-factor/verify-totp',
  'POST /two-factor/verify-backup-code',
]);

const endpointSchema = z.object({
  path: z.string(),
  options: z.object({ method: z.union([z.string(), z.array(z.string())]) }),
});

/** Every route that better-auth and its plug-ins could serve. */
function everyRoute(): readonly string[] {
  const send = () => Promise.resolve();
  const auth = betterAuth({
    baseURL: 'http://localhost',
    secret: 'x'.repeat(32),
    emailAndPassword: { enabled: true },
    socialProviders: { github: { clientId: 'x', clientSecret: 'x' } },
    plugins: [
      plugins.admin(),
      plugins.anonymous(),
      plugins.bearer(),
      plugins.deviceAuthorization({ verificationUri: '/device' }),
      plugins.emailOTP({ sendVerificationOTP: send }),
      plugins.genericOAuth({ config: [] }),
      plugins.jwt(),
      plugins.magicLink({ sendMagicLink: send }),
      plugins.multiSession(),
      plugins.oAuthProxy(),
      plugins.oneTap(),
      plugins.oneTimeToken(),
      plugins.openAPI(),
      plugins.organization(),
      plugins.phoneNumber({ sendOTP: send }),
      plugins.twoFactor(),
      plugins.username(),
    ],
  });
  const found = Object.values(auth.api).flatMap((endpoint) => {
    const parsed = endpointSchema.safeParse({ path: Reflect.get(endpoint, 'path'), options: Reflect.get(endpoint, 'options') });
    if (!parsed.success) return [];
    return [parsed.data.options.method].flat().map((method) => `${method} ${parsed.data.path}`);
  });
  // Published advisories were about these; they belong to packages that are not even installed.
  const notInstalled = [
    '/sso/register',
    '/sso/update-provider',
    '/api-key/create',
    '/api-key/verify',
    '/scim/generate-token',
    '/passkey/add-passkey',
  ];
  return [...new Set([...found, ...notInstalled.map((path) => `POST ${path}`)])].toSorted();
}

const routes = everyRoute();
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.close());

describe('the allow-list', () => {
  it('knows better-auth well enough to be a test', () => {
    expect(routes.length).toBeGreaterThanOrEqual(110);
    for (const route of allowed) expect(routes).toContain(route);
  });

  it.each(routes.filter((route) => !allowed.has(route) && !route.startsWith('*')))('%s is not there', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const url = `/api/auth${path.replaceAll(/:[a-zA-Z]+/g, 'x')}`;
    const isWrite = method !== 'GET';
    const response = await api.request(url, {
      method,
      ...(isWrite && { body: { email: 'a@example.com', userId: 'x', password: 'x'.repeat(12) } }),
    });
    expect(response.status).toBe(404);
    expect(response.json).toMatchObject({ code: 'NOT_FOUND' });
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
