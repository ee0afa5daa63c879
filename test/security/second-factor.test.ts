import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestPerson } from '../support/api/people.ts';
import { aPerson, aSession, cookieOf, password, recorded, signIn } from '../support/api/people.ts';
import type { TestApi, TestResponse } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { totpCode } from '../support/api/totp-code.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
}, 60_000);
afterAll(() => api.close());

const setupSchema = z.object({ uri: z.string(), secret: z.string(), recoveryCodes: z.array(z.string()) });
const codeOf = (response: TestResponse) => z.object({ code: z.string() }).parse(response.json).code;
const post = (path: string, cookie: string, body: unknown) => api.request(path, { method: 'POST', cookie, body });
const verify = (cookie: string, code: string) => post('/api/auth/two-factor/verify-totp', cookie, { code });
const recover = (cookie: string, code: string) => post('/api/auth/two-factor/verify-backup-code', cookie, { code });
const me = (cookie: string) => api.request('/api/v1/me', { cookie });

interface Protected {
  readonly person: TestPerson;
  readonly cookie: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** A person with a second factor, set up in the window before, so that the code of now is not used yet. */
async function aProtectedPerson(): Promise<Protected> {
  const person = await aPerson(api);
  const first = await aSession(api, person);
  const begun = setupSchema.parse((await post('/api/v1/second-factor', first, { password })).json);
  const confirmed = await post('/api/v1/second-factor/confirm', first, { code: totpCode(begun.secret) });
  expect(confirmed.status).toBe(200);
  return { person, cookie: cookieOf(confirmed), ...begun };
}

const halfway = async (person: TestPerson) => {
  const response = await signIn(api, person);
  expect(response.json).toEqual({ needsSecondFactor: true });
  return cookieOf(response);
};

describe('setting up', () => {
  it('takes the password and a code, shows secret and recovery codes once, and is on record', async () => {
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    expect(codeOf(await post('/api/v1/second-factor', cookie, { password: 'not the right password' }))).toBe('PASSWORD_WRONG');
    expect(codeOf(await post('/api/v1/second-factor', cookie, {}))).toBe('PASSWORD_WRONG');
    const begun = await post('/api/v1/second-factor', cookie, { password });
    expect(begun.headers.get('cache-control')).toContain('no-store');
    const { uri, secret, recoveryCodes } = setupSchema.parse(begun.json);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Carrel:/);
    expect(new Set(recoveryCodes).size).toBe(10);
    // Not confirmed: nobody is asked for it yet.
    expect((await signIn(api, person)).json).toHaveProperty('user');
    expect(codeOf(await post('/api/v1/second-factor/confirm', cookie, { code: '000000' }))).toBe('SECOND_FACTOR_CODE_WRONG');
    const confirmed = await post('/api/v1/second-factor/confirm', cookie, { code: totpCode(secret) });
    expect((await me(cookieOf(confirmed))).json).toMatchObject({ hasSecondFactor: true });
    // The session goes on under another secret.
    expect((await me(cookie)).status).toBe(401);
    expect((await recorded(api))[0]).toMatchObject({ type: 'mfa.enrolled' });
    expect(codeOf(await post('/api/v1/second-factor', cookieOf(confirmed), { password }))).toBe('CONFLICT');
  });

  it('keeps secret and recovery codes out of the database in clear', async () => {
    const { person, secret, recoveryCodes } = await aProtectedPerson();
    const row = await api.api.composed.store.kysely
      .selectFrom('twoFactor')
      .selectAll()
      .where('userId', '=', person.id)
      .executeTakeFirstOrThrow();
    for (const clear of [secret, ...recoveryCodes]) expect(JSON.stringify(row)).not.toContain(clear);
  });
});

describe('signing in', () => {
  it('gives no session for the password alone, and one for the code', async () => {
    const { person, secret } = await aProtectedPerson();
    const pending = await halfway(person);
    expect(pending).not.toContain('session_token');
    expect((await me(pending)).status).toBe(401);
    const signedIn = await verify(pending, totpCode(secret, Date.now() + 30_000));
    expect(signedIn.json).toMatchObject({ user: { email: person.email } });
    expect(signedIn.text).not.toContain('token');
    const cookie = cookieOf(signedIn);
    expect((await me(cookie)).status).toBe(200);
    expect((await api.request('/api/v1/sessions', { cookie })).text).toContain('"isMultiFactor":true');
    const [event] = await recorded(api);
    expect(event?.type).toBe('login.succeeded');
    expect(JSON.parse(event?.leaf ?? '{}')).toMatchObject({ actor: { auth: ['password', 'mfa'] } });
  });

  it('refuses a wrong code, says so on record, and asks for the password again after five', async () => {
    const { person, secret } = await aProtectedPerson();
    const pending = await halfway(person);
    const right = totpCode(secret, Date.now() + 30_000);
    const wrong = Array.from({ length: 5 }, (_, index) => String((Number(right) + index + 1) % 1_000_000).padStart(6, '0'));
    for (const code of wrong) expect(codeOf(await verify(pending, code))).toBe('SECOND_FACTOR_WRONG');
    expect(codeOf(await verify(pending, right))).toBe('SECOND_FACTOR_WRONG');
    expect((await recorded(api)).slice(0, 6).map(({ type }) => type)).toEqual(Array.from({ length: 6 }, () => 'mfa.failed'));
  });

  it('takes a code once, from one of two who saw it', async () => {
    const { person, secret } = await aProtectedPerson();
    const [one, two] = [await halfway(person), await halfway(person)];
    const code = totpCode(secret, Date.now() + 30_000);
    const both = await Promise.all([verify(one, code), verify(two, code)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  it('is bound to the first step: no cookie, a forged one, that of somebody else', async () => {
    const [mine, theirs] = [await aProtectedPerson(), await aProtectedPerson()];
    const code = totpCode(theirs.secret, Date.now() + 30_000);
    for (const cookie of ['carrel.two_factor=forged', mine.cookie]) expect(codeOf(await verify(cookie, code))).toBe('SECOND_FACTOR_WRONG');
    expect((await verify(await halfway(mine.person), code)).status).toBe(401);
    // Whoever is signed in already is not taken for the person of the challenge, nor the other way round.
    const signedIn = await verify(`${mine.cookie}; ${await halfway(theirs.person)}`, totpCode(theirs.secret, Date.now() + 30_000));
    expect((await me(cookieOf(signedIn))).json).toMatchObject({ email: theirs.person.email });
  });

  it('takes each recovery code once', async () => {
    const { person, recoveryCodes } = await aProtectedPerson();
    const [code = ''] = recoveryCodes;
    expect(codeOf(await recover(await halfway(person), 'wrong-codes'))).toBe('SECOND_FACTOR_WRONG');
    expect((await recover(await halfway(person), code)).status).toBe(200);
    expect((await recover(await halfway(person), code)).status).toBe(401);
  });

  it('trusts no device: the cookie of one is neither set nor taken', async () => {
    const { person, secret } = await aProtectedPerson();
    const response = await post('/api/auth/two-factor/verify-totp', await halfway(person), {
      code: totpCode(secret, Date.now() + 30_000),
      trustDevice: true,
    });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie().join()).not.toContain('trust_device');
  });

  it('is asked for after a one-time link too', async () => {
    const { person } = await aProtectedPerson();
    const { createSignInToken } = await import('../../apps/api/src/authentication/sign-in-links.ts');
    const { store, clock } = api.api.composed;
    const token = await store.transaction((transaction) => createSignInToken(transaction, clock, person.id));
    const exchanged = await api.request('/api/v1/sign-in-link', { method: 'POST', body: { token } });
    expect(exchanged.json).toMatchObject({ needsSecondFactor: true });
    expect((await me(cookieOf(exchanged))).status).toBe(401);
    const { recoveryCodes } = await aProtectedPerson();
    expect((await recover(cookieOf(exchanged), recoveryCodes[0] ?? '')).status).toBe(401);
  });
});

describe('when it is required', () => {
  it('administration waits for it; keys and the owner of the data folder go on', async () => {
    const strict = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000', CARREL_REQUIRE_SECOND_FACTOR: '1' });
    try {
      const admin = await aPerson(strict, ['admin', 'employee']);
      const cookie = await aSession(strict, admin);
      const users = (sent: string) => strict.request('/api/v1/admin/users', { cookie: sent });
      expect(codeOf(await users(cookie))).toBe('SECOND_FACTOR_REQUIRED');
      expect((await strict.request('/api/v1/me', { cookie })).status).toBe(200);
      expect((await strict.owner('/api/v1/admin/users')).status).toBe(200);
      const begun = await strict.request('/api/v1/second-factor', { method: 'POST', cookie, body: { password } });
      const code = totpCode(setupSchema.parse(begun.json).secret);
      const confirmed = await strict.request('/api/v1/second-factor/confirm', { method: 'POST', cookie, body: { code } });
      expect((await users(cookieOf(confirmed))).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

describe('afterwards', () => {
  it('new recovery codes end the old ones', async () => {
    const { person, cookie, recoveryCodes } = await aProtectedPerson();
    const renewed = await post('/api/v1/second-factor/recovery-codes', cookie, { password });
    const fresh = z.object({ recoveryCodes: z.array(z.string()) }).parse(renewed.json).recoveryCodes;
    expect((await recover(await halfway(person), recoveryCodes[1] ?? '')).status).toBe(401);
    expect((await recover(await halfway(person), fresh[0] ?? '')).status).toBe(200);
  });

  it('turning it off takes the password and is on record', async () => {
    const { person, cookie } = await aProtectedPerson();
    expect(codeOf(await post('/api/v1/second-factor/remove', cookie, { password: 'not the right password' }))).toBe('PASSWORD_WRONG');
    const removed = await post('/api/v1/second-factor/remove', cookie, { password });
    expect((await me(cookieOf(removed))).json).toMatchObject({ hasSecondFactor: false });
    expect((await recorded(api))[0]).toMatchObject({ type: 'mfa.removed' });
    expect((await signIn(api, person)).json).toHaveProperty('user');
  });

  it('of somebody who lost it is taken away by an admin, on record, and with the sessions', async () => {
    const { person, cookie } = await aProtectedPerson();
    const [admin, colleague] = [await aPerson(api, ['admin']), await aPerson(api)];
    const adminCookie = await aSession(api, admin);
    const takeAway = (id: string, as: string) => api.request(`/api/v1/admin/users/${id}/second-factor`, { method: 'DELETE', cookie: as });
    expect((await takeAway(person.id, await aSession(api, colleague))).status).toBe(403);
    expect((await takeAway(person.id, cookie)).status).toBe(403);
    expect((await takeAway(colleague.id, adminCookie)).status).toBe(404);
    expect((await takeAway(admin.id, adminCookie)).status).toBe(409);
    expect((await me(cookie)).status).toBe(200);
    expect((await takeAway(person.id, adminCookie)).status).toBe(200);
    expect((await recorded(api)).slice(0, 3).map(({ type }) => type)).toContain('mfa.removed');
    expect((await me(cookie)).status).toBe(401);
    const again = await signIn(api, person);
    expect((await me(cookieOf(again))).json).toMatchObject({ hasSecondFactor: false });
    expect((await takeAway(person.id, adminCookie)).status).toBe(404);
  });

  it('a new password leaves the session with its second factor', async () => {
    const { person, cookie } = await aProtectedPerson();
    const [before] = z
      .object({ items: z.array(z.object({ isMultiFactor: z.boolean() })) })
      .parse((await api.request('/api/v1/sessions', { cookie })).json).items;
    const changed = await post('/api/auth/change-password', cookie, { currentPassword: password, newPassword: 'nine patient librarians' });
    const listed = await api.request('/api/v1/sessions', { cookie: cookieOf(changed) });
    expect(listed.json).toMatchObject({ items: [{ isCurrent: true, isMultiFactor: before?.isMultiFactor }] });
    expect((await signIn(api, person, { secret: 'nine patient librarians' })).json).toMatchObject({ needsSecondFactor: true });
  });
});
