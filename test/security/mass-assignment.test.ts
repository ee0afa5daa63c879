import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allRows } from '../support/api/all-rows.ts';
import type { TestPerson } from '../support/api/people.ts';
import { aPerson, aSession, password } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
let admin: TestPerson;
let employee: TestPerson;
let cookie: string;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
  [admin, employee] = [await aPerson(api, ['admin', 'curator', 'employee']), await aPerson(api)];
  cookie = await aSession(api, admin);
}, 60_000);
afterAll(() => api.close());

const mark = 'mass-assignment-mark';
/** What the tables hold and nobody may say: ids, owners, times, digests, states, in the words of SQL and of the API. */
const extra = {
  id: `${mark}-id`,
  userId: `${mark}-user`,
  user_id: `${mark}-user`,
  ownerId: `${mark}-owner`,
  owner_id: `${mark}-owner`,
  createdAt: '1999-01-01T00:00:00.000Z',
  created_at: '1999-01-01T00:00:00.000Z',
  updatedAt: '1999-01-01T00:00:00.000Z',
  validFrom: '1999-01-01T00:00:00.000Z',
  lastUsedAt: '1999-01-01T00:00:00.000Z',
  revokedAt: '1999-01-01T00:00:00.000Z',
  keySha256: `${mark}-digest`,
  key_sha256: `${mark}-digest`,
  secret: `${mark}-secret`,
  prefix: `${mark}-prefix`,
  passwordHash: `${mark}-hash`,
  emailVerified: true,
  twoFactorEnabled: true,
  image: `${mark}-image`,
  kind: 'service',
  isOwner: true,
  state: mark,
  versionId: `${mark}-version`,
  policyKey: 1,
  numericKey: 1,
} as const;

const idSchema = z.object({ id: z.string() });
const name = () => crypto.randomUUID();
const address = () => `${crypto.randomUUID()}@example.com`;

/** Routes that make or change something, with a body that is right but for all that is too much in it. */
const writes: readonly (readonly [string, () => Promise<{ method: string; path: string; body: object }>])[] = [
  ['a person', async () => ({ method: 'POST', path: '/api/v1/admin/users', body: { name: name(), email: address(), password } })],
  [
    'a change of a person',
    async () => ({
      method: 'PATCH',
      path: `/api/v1/admin/users/${employee.id}`,
      body: { isActive: true, name: mark, email: `${mark}@example.com` },
    }),
  ],
  ['an invitation', async () => ({ method: 'POST', path: '/api/v1/admin/invitations', body: { email: address() } })],
  ['a service', async () => ({ method: 'POST', path: '/api/v1/admin/service-users', body: { name: name() } })],
  ['a group', async () => ({ method: 'POST', path: '/api/v1/admin/groups', body: { name: name(), members: [employee.id] } })],
  [
    'a policy',
    async () => ({
      method: 'POST',
      path: '/api/v1/admin/policies',
      body: { name: name(), grants: [{ principal: 'everyone', right: 'read' }] },
    }),
  ],
  ['a collection', async () => ({ method: 'POST', path: '/api/v1/collections', body: { name: name(), documents: 7 } })],
  ['a key', async () => ({ method: 'POST', path: '/api/v1/admin/keys', body: { name: name(), scopes: ['ask'] } })],
  [
    'a grant',
    async () => {
      const made = await api.request('/api/v1/admin/policies', { method: 'POST', cookie, body: { name: name() } });
      return {
        method: 'POST',
        path: `/api/v1/admin/policies/${idSchema.parse(made.json).id}/grants`,
        body: { principal: employee.id, right: 'read' },
      };
    },
  ],
];

describe('what a body has no business to say', () => {
  it.each(writes)('is left out, or refused as a whole: %s', async (_what, prepare) => {
    const { method, path, body } = await prepare();
    const before = await allRows(api);
    const answer = await api.request(path, { method, cookie, body: { ...body, ...extra } });
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toContain(mark);
    expect(answer.text).not.toContain('1999-01-01');
    const after = await allRows(api);
    if (answer.status >= 400) {
      expect(after).toEqual(before);
      return;
    }
    const rows = Object.values(after).join('\n');
    expect(rows).not.toContain(mark);
    expect(rows).not.toContain('1999-01-01');
    if (path.endsWith('/keys')) expect(after['api_key']).toContain(admin.id);
    if (path.endsWith('/groups')) expect(after['group_member']).not.toContain(employee.id);
  });
});
