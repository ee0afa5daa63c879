import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aPerson, aSession, cookieOf, password, recorded, signIn } from '../support/api/people.ts';
import type { TestApi, TestResponse } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
}, 60_000);
afterAll(() => api.close());

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const listSchema = z.object({ items: z.array(z.object({ id: z.string(), isCurrent: z.boolean(), userAgent: z.string().nullable() })) });
const me = (cookie: string) => api.request('/api/v1/me', { cookie });
const codeOf = (response: TestResponse) => z.object({ code: z.string() }).parse(response.json).code;
const sessionsOf = async (cookie: string) => listSchema.parse((await api.request('/api/v1/sessions', { cookie })).json).items;

/** Sets a time of the session back, as if it were that much older. */
async function age(cookie: string, column: 'createdAt' | 'updatedAt' | 'expiresAt' | 'confirmedAt', byMs: number): Promise<void> {
  const token = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? '';
  const { kysely } = api.api.composed.store;
  const { [column]: value } = await kysely.selectFrom('session').select(column).where('token', '=', token).executeTakeFirstOrThrow();
  const moved = new Date(new Date(value ?? Number.NaN).getTime() - byMs).toISOString();
  await kysely
    .updateTable('session')
    .set({ [column]: moved })
    .where('token', '=', token)
    .execute();
}

describe('limits of a session', () => {
  it('ends half an hour after the last use', async () => {
    const cookie = await aSession(api, await aPerson(api));
    expect((await me(cookie)).status).toBe(200);
    await age(cookie, 'expiresAt', 30 * minuteMs + 1000);
    expect((await me(cookie)).status).toBe(401);
  });

  it('is prolonged by use, but not beyond twelve hours after it began', async () => {
    const cookie = await aSession(api, await aPerson(api));
    await age(cookie, 'updatedAt', 2 * minuteMs);
    await age(cookie, 'expiresAt', 2 * minuteMs);
    expect(cookieOf(await me(cookie))).toContain('session_token');
    await age(cookie, 'createdAt', 12 * hourMs + 1000);
    expect((await me(cookie)).status).toBe(401);
  });
});

describe('fixation', () => {
  it('a session that somebody planted before the sign-in is not the one after it', async () => {
    const [victim, attacker] = [await aPerson(api), await aPerson(api)];
    const planted = await aSession(api, attacker);
    const signedIn = await api.request('/api/auth/sign-in/email', {
      method: 'POST',
      cookie: planted,
      body: { email: victim.email, password },
    });
    const own = cookieOf(signedIn);
    expect(own).not.toBe(planted);
    expect((await me(own)).json).toMatchObject({ email: victim.email });
    expect((await me(planted)).json).toMatchObject({ email: attacker.email });
  });

  it('a new password ends every other session', async () => {
    const person = await aPerson(api);
    const [here, elsewhere] = [await aSession(api, person), await aSession(api, person)];
    const changed = await api.request('/api/auth/change-password', {
      method: 'POST',
      cookie: here,
      body: { currentPassword: password, newPassword: 'nine patient librarians' },
    });
    expect(changed.status).toBe(200);
    expect((await me(elsewhere)).status).toBe(401);
    expect((await me(here)).status).toBe(401);
    expect((await me(cookieOf(changed))).status).toBe(200);
  });
});

describe('the list of sessions', () => {
  it('shows where one is signed in, without any secret', async () => {
    const person = await aPerson(api);
    const desk = await aSession(api, person, { 'user-agent': 'Desk/1.0' });
    const phone = await aSession(api, person, { 'user-agent': 'Phone/2.0' });
    const response = await api.request('/api/v1/sessions', { cookie: desk });
    expect(response.json).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ userAgent: 'Desk/1.0', isCurrent: true, method: 'password', ipAddress: '127.0.0.1' }),
        expect.objectContaining({ userAgent: 'Phone/2.0', isCurrent: false }),
      ]) as unknown,
    });
    for (const cookie of [desk, phone]) expect(response.text).not.toContain(cookie.split('=')[1]?.slice(0, 20));
  });

  it('ends one, or all but this one, with the next request; nobody else’s', async () => {
    const [person, stranger] = [await aPerson(api), await aPerson(api)];
    const [a, b, c, foreign] = [
      await aSession(api, person),
      await aSession(api, person),
      await aSession(api, person),
      await aSession(api, stranger),
    ];
    const idOf = async (cookie: string) => (await sessionsOf(cookie)).find(({ isCurrent }) => isCurrent)?.id ?? '';
    const [bId, foreignId] = [await idOf(b), await idOf(foreign)];
    const end = (id: string) => api.request(`/api/v1/sessions/${id}`, { method: 'DELETE', cookie: a });
    const [missing, forbidden] = [await end('ses_00000000000000000000000000000000'), await end(foreignId)];
    expect([missing.status, forbidden.status]).toEqual([404, 404]);
    expect({ ...Object(forbidden.json), requestId: '' }).toEqual({ ...Object(missing.json), requestId: '' });
    expect((await me(foreign)).status).toBe(200);
    expect((await end(bId)).status).toBe(200);
    expect((await me(b)).status).toBe(401);
    expect((await api.request('/api/v1/sessions/end-others', { method: 'POST', cookie: a })).json).toEqual({ ended: 1 });
    expect((await me(c)).status).toBe(401);
    expect((await me(a)).status).toBe(200);
    const events = (await recorded(api)).slice(0, 2);
    expect(events.map(({ type, reason }) => [type, reason])).toEqual([
      ['session.revoked', 'SIGNED_OUT'],
      ['session.revoked', 'SIGNED_OUT'],
    ]);
  });

  it('an admin ends all sessions of a person; a key cannot touch its owner’s', async () => {
    const [admin, person] = [await aPerson(api, ['admin']), await aPerson(api)];
    const [adminCookie, cookie] = [await aSession(api, admin), await aSession(api, person)];
    const key = await api.request('/api/v1/admin/keys', { method: 'POST', cookie, body: { name: 'K', scopes: ['search'] } });
    const secret = z.object({ secret: z.string() }).parse(key.json).secret;
    expect((await api.request('/api/v1/sessions', { key: secret })).status).toBe(403);
    expect((await api.request(`/api/v1/admin/users/${person.id}/sessions`, { cookie })).status).toBe(403);
    const ended = await api.request(`/api/v1/admin/users/${person.id}/sessions`, { method: 'DELETE', cookie: adminCookie });
    expect(ended.json).toEqual({ ended: 1 });
    expect((await me(cookie)).status).toBe(401);
    expect((await recorded(api))[0]).toMatchObject({ type: 'session.revoked', reason: 'REVOKED_BY_ADMIN' });
  });
});

describe('a fresh sign-in', () => {
  const makeKey = (cookie: string) =>
    api.request('/api/v1/admin/keys', { method: 'POST', cookie, body: { name: 'CI', scopes: ['search'] } });
  const confirm = (cookie: string, secret: string) =>
    api.request('/api/v1/sessions/confirm', { method: 'POST', cookie, body: { password: secret } });

  it('is asked for before keys are made, ten minutes after the last proof, and the password gives it', async () => {
    const cookie = await aSession(api, await aPerson(api));
    expect((await makeKey(cookie)).status).toBe(201);
    await age(cookie, 'confirmedAt', 10 * minuteMs + 1000);
    expect(codeOf(await makeKey(cookie))).toBe('FRESH_SIGN_IN_REQUIRED');
    expect(codeOf(await confirm(cookie, 'not the right password'))).toBe('PASSWORD_WRONG');
    expect(codeOf(await makeKey(cookie))).toBe('FRESH_SIGN_IN_REQUIRED');
    expect((await recorded(api))[0]).toMatchObject({ type: 'login.failed', reason: 'BAD_CREDENTIALS' });
    expect((await confirm(cookie, password)).status).toBe(200);
    expect((await makeKey(cookie)).status).toBe(201);
  });

  it('is not given to somebody who has no password', async () => {
    const created = await api.owner('/api/v1/admin/users', {
      method: 'POST',
      body: { name: 'Invited', email: `${crypto.randomUUID()}@example.com` },
    });
    const { signInUrl } = z.object({ signInUrl: z.string() }).parse(created.json);
    const link = await api.request('/api/v1/sign-in-link', { method: 'POST', body: { token: signInUrl.split('#token=')[1] } });
    const cookie = cookieOf(link);
    await age(cookie, 'confirmedAt', 10 * minuteMs + 1000);
    expect(codeOf(await confirm(cookie, password))).toBe('PASSWORD_WRONG');
    expect(codeOf(await makeKey(cookie))).toBe('FRESH_SIGN_IN_REQUIRED');
  });
});

describe('somebody who is switched off', () => {
  it('loses sessions and keys with the next request, and they do not come back', async () => {
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    const key = await api.request('/api/v1/admin/keys', { method: 'POST', cookie, body: { name: 'K', scopes: ['documents:read'] } });
    const { secret } = z.object({ secret: z.string() }).parse(key.json);
    const switchTo = (isActive: boolean) => api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { isActive } });
    expect((await api.request('/api/v1/documents', { key: secret })).status).toBe(200);
    await switchTo(false);
    expect((await me(cookie)).status).toBe(401);
    expect((await api.request('/api/v1/documents', { key: secret })).status).toBe(401);
    await switchTo(true);
    expect((await me(cookie)).status).toBe(401);
    expect((await api.request('/api/v1/documents', { key: secret })).status).toBe(401);
    expect((await signIn(api, person)).status).toBe(200);
  });

  it.each(['session', 'key', 'person'] as const)('a stream that runs ends within a second of the end of the %s', async (what) => {
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    const key = await api.request('/api/v1/admin/keys', { method: 'POST', cookie, body: { name: 'K', scopes: ['documents:read'] } });
    const { secret, key: made } = z.object({ secret: z.string(), key: z.object({ id: z.string() }) }).parse(key.json);
    const headers: Record<string, string> = what === 'key' ? { authorization: `Bearer ${secret}` } : { cookie };
    const stream = await fetch(`${api.url}/api/v1/ingest/events`, { headers });
    expect(stream.status).toBe(200);
    const ended = stream.text();
    await new Promise((resolve) => setTimeout(resolve, 600));
    const startMs = performance.now();
    if (what === 'session') await api.owner(`/api/v1/admin/users/${person.id}/sessions`, { method: 'DELETE' });
    if (what === 'key') await api.request(`/api/v1/admin/keys/${made.id}`, { method: 'DELETE', cookie });
    if (what === 'person') await api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { isActive: false } });
    await ended;
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});
