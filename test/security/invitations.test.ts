import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aPerson, aSession, cookieOf, password, recorded, signIn } from '../support/api/people.ts';
import type { TestApi, TestResponse } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
let adminCookie: string;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
  adminCookie = await aSession(api, await aPerson(api, ['admin']));
}, 60_000);
afterAll(() => api.close());

const createdSchema = z.object({
  invitation: z.object({ userId: z.string(), email: z.string(), roles: z.array(z.string()), expiresAt: z.string() }),
  url: z.string(),
});
const anAddress = () => `${crypto.randomUUID()}@Example.com`;
const codeOf = (response: TestResponse) => z.object({ code: z.string() }).parse(response.json).code;
const invite = (body: object, cookie = adminCookie) => api.request('/api/v1/admin/invitations', { method: 'POST', cookie, body });
const exchange = (url: string) => api.request('/api/v1/sign-in-link', { method: 'POST', body: { token: url.split('#token=')[1] } });
const list = async () =>
  z
    .object({ items: z.array(z.object({ userId: z.string() })) })
    .parse((await api.request('/api/v1/admin/invitations', { cookie: adminCookie })).json).items;

describe('an invitation', () => {
  it('gives a link with which the person sets a password and signs in, with the roles and groups of the invitation', async () => {
    const { store, ids } = api.api.composed;
    const groupId = ids.groupId();
    await store.read.access.createGroup({ id: groupId, name: 'Readers', createdAt: '2026-01-01T00:00:00.000Z' });
    const email = anAddress();
    const response = await invite({ email, roles: ['employee', 'curator'], groups: [groupId] });
    expect(response.status).toBe(201);
    const { invitation, url } = createdSchema.parse(response.json);
    expect(invitation).toMatchObject({ email: email.toLowerCase(), roles: ['curator', 'employee'] });
    expect((await recorded(api)).slice(0, 5).map(({ type }) => type)).toEqual([
      'login.link_created',
      'group.changed',
      'role.granted',
      'role.granted',
      'user.provisioned',
    ]);
    expect((await list()).map(({ userId }) => userId)).toContain(invitation.userId);
    const accepted = await exchange(url);
    expect(accepted.json).toEqual({ ok: true, needsSetup: true, needsSecondFactor: false });
    const cookie = cookieOf(accepted);
    const weak = await api.request('/api/v1/setup', { method: 'POST', cookie, body: { name: 'New', email, password: 'password1234' } });
    expect(codeOf(weak)).toBe('PASSWORD_TOO_WEAK');
    expect((await api.request('/api/v1/setup', { method: 'POST', cookie, body: { name: 'New', email, password } })).status).toBe(200);
    const me = await api.request('/api/v1/me', { cookie: await aSession(api, { email: email.toLowerCase() }) });
    expect(me.json).toMatchObject({ name: 'New', roles: ['curator', 'employee'], groups: [{ name: 'Readers' }] });
    expect((await list()).map(({ userId }) => userId)).not.toContain(invitation.userId);
    expect(codeOf(await exchange(url))).toBe('SIGN_IN_LINK_INVALID');
  });

  it('ends: after its time, when it is renewed, when it is withdrawn', async () => {
    const { url, invitation } = createdSchema.parse((await invite({ email: anAddress(), expiresInHours: 1 })).json);
    const { kysely } = api.api.composed.store;
    await kysely
      .updateTable('sign_in_link')
      .set({ expires_at: new Date(Date.now() - 1000).toISOString() })
      .execute();
    expect(codeOf(await exchange(url))).toBe('SIGN_IN_LINK_INVALID');

    const renew = () => api.request(`/api/v1/admin/users/${invitation.userId}/sign-in-link`, { method: 'POST', cookie: adminCookie });
    const urlOf = (response: TestResponse) => z.object({ url: z.string() }).parse(response.json).url;
    const [first, second] = [urlOf(await renew()), urlOf(await renew())];
    expect(codeOf(await exchange(first))).toBe('SIGN_IN_LINK_INVALID');
    const withdrawn = await api.request(`/api/v1/admin/invitations/${invitation.userId}`, { method: 'DELETE', cookie: adminCookie });
    expect(withdrawn.status).toBe(200);
    expect((await recorded(api))[0]?.type).toBe('user.deactivated');
    expect(codeOf(await exchange(second))).toBe('SIGN_IN_LINK_INVALID');
    expect((await renew()).status).toBe(404);
    expect((await list()).map(({ userId }) => userId)).not.toContain(invitation.userId);
  });

  it('may go to the address of a withdrawn one, with its own roles, and to no address that somebody has', async () => {
    const email = anAddress();
    const first = createdSchema.parse((await invite({ email, roles: ['admin', 'employee'] })).json).invitation;
    expect(codeOf(await invite({ email }))).toBe('CONFLICT');
    await api.request(`/api/v1/admin/invitations/${first.userId}`, { method: 'DELETE', cookie: adminCookie });
    const again = createdSchema.parse((await invite({ email, roles: ['employee'] })).json);
    expect(again.invitation).toMatchObject({ userId: first.userId, roles: ['employee'] });
    expect((await exchange(again.url)).status).toBe(200);
    const somebody = await aPerson(api);
    expect(codeOf(await invite({ email: somebody.email }))).toBe('CONFLICT');
    await api.owner(`/api/v1/admin/users/${somebody.id}`, { method: 'PATCH', body: { isActive: false } });
    expect(codeOf(await invite({ email: somebody.email }))).toBe('CONFLICT');
    expect((await api.request(`/api/v1/admin/invitations/${somebody.id}`, { method: 'DELETE', cookie: adminCookie })).status).toBe(404);
  });

  it('is for admins, whose proof is fresh, and makes nothing when a group is none', async () => {
    const cookie = await aSession(api, await aPerson(api, ['curator', 'compliance']));
    expect((await invite({ email: anAddress() }, cookie)).status).toBe(403);
    const email = anAddress();
    expect((await invite({ email, groups: ['grp_00000000000000000000000000000000'] })).status).toBe(404);
    expect((await signIn(api, { email })).status).toBe(401);
    expect(await api.api.composed.store.read.identity.findUserByEmail(email)).toBeNull();
  });
});
