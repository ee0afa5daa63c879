import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aPerson, aSession, cookieOf, signIn } from '../support/api/people.ts';
import type { TestApi, TestResponse } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { totpCode } from '../support/api/totp-code.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
}, 60_000);
afterAll(() => api.close());

const codeOf = (response: TestResponse) => z.object({ code: z.string() }).parse(response.json).code;
const first = 'four quiet reading desks';

/** Gives somebody this password by changing the one that they have. */
async function change(newPassword: string, body: object = { currentPassword: first }): Promise<{ email: string; answer: TestResponse }> {
  const person = await aPerson(api);
  const cookie = await aSession(api, person);
  const answer = await api.request('/api/auth/change-password', { method: 'POST', cookie, body: { newPassword, ...body } });
  return { email: person.email, answer };
}

describe('a password', () => {
  it('has twelve characters at least, everywhere where one is set', async () => {
    const short = 'vT7#kq0Lw2!';
    expect(short).toHaveLength(11);
    expect((await change(short)).answer.status).toBe(400);
    expect((await change(`${short}z`)).answer.status).toBe(200);
    const add = (password: string) =>
      api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'N', email: `${crypto.randomUUID()}@example.com`, password } });
    expect((await add(short)).status).toBe(400);
    expect((await add(`${short}z`)).status).toBe(201);
    const body = { name: 'N', email: `${crypto.randomUUID()}@example.com`, password: short };
    const cookie = await aSession(api, await aPerson(api));
    expect((await api.request('/api/v1/setup', { method: 'POST', cookie, body })).status).toBe(400);
  });

  it.each([
    'zwölf müde Bücherwürmer',
    'kleine buchstaben allein genügen',
    '83 20 19 47 56 60 21 94',
    '図書館の静かな机が四つ並んでいる',
    ' leading and trailing spaces ',
    'tab\tand "quotes" \\ and <tags> & emoji 📚📖',
  ])('may be of any characters, and is taken exactly as it is: %s', async (password) => {
    const { email, answer } = await change(password);
    expect(answer.status).toBe(200);
    expect((await signIn(api, { email }, { secret: password })).status).toBe(200);
    for (const other of [password.toUpperCase(), password.trim(), password.slice(0, -1), `${password} `])
      if (other !== password) expect((await signIn(api, { email }, { secret: other })).status).toBe(401);
  });

  it('may be as long as 256 characters, of which the last one counts', async () => {
    const long = Array.from({ length: 40 }, () => crypto.randomUUID().slice(0, 6))
      .join(' ')
      .slice(0, 256)
      .padEnd(256, 'q');
    for (const length of [64, 72, 73, 128, 256]) {
      const password = long.slice(0, length);
      const { email, answer } = await change(password);
      expect(answer.status).toBe(200);
      expect((await signIn(api, { email }, { secret: `${password.slice(0, -1)}#` })).status).toBe(401);
      expect((await signIn(api, { email }, { secret: password })).status).toBe(200);
    }
    expect((await change(`${long}q`)).answer.status).toBe(400);
  });

  it('is changed by whoever knows the one of now, and by nobody else', async () => {
    expect((await change('nine patient librarians', {})).answer.status).toBe(400);
    expect((await change('nine patient librarians', { currentPassword: 'not the right password' })).answer.status).toBe(400);
    const { email, answer } = await change('nine patient librarians');
    expect(answer.status).toBe(200);
    expect((await signIn(api, { email })).status).toBe(401);
  });

  it('stays good for as long as nobody changes it', async () => {
    const person = await aPerson(api);
    await api.api.composed.store.kysely
      .updateTable('account')
      .set({ createdAt: '2016-01-01T00:00:00.000Z', updatedAt: '2016-01-01T00:00:00.000Z' })
      .where('userId', '=', person.id)
      .execute();
    const answer = await signIn(api, person);
    expect(answer.status).toBe(200);
    expect((await api.request('/api/v1/me', { cookie: cookieOf(answer) })).status).toBe(200);
  });

  it('opens nothing on a fresh Carrel: there is no account that somebody could know', async () => {
    const owner = (await api.api.composed.store.read.identity.findOwner())?.email ?? '';
    expect(owner).toBe('owner@carrel.invalid');
    for (const secret of ['', 'admin', 'password', 'carrel', 'owner', 'changeme', 'owner@carrel.invalid'])
      expect((await signIn(api, { email: owner }, { secret })).status).toBeGreaterThanOrEqual(400);
    const rows = await api.api.composed.store.kysely.selectFrom('account').select('userId').execute();
    const users = await api.api.composed.store.read.identity.listUsers();
    expect(rows.map(({ userId }) => userId)).not.toContain(users.find(({ email }) => email === owner)?.id);
  });
});

describe('codes of a second factor', () => {
  const setUp = async () => {
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    const begun = await api.request('/api/v1/second-factor', { method: 'POST', cookie, body: { password: first } });
    const { secret, recoveryCodes } = z.object({ secret: z.string(), recoveryCodes: z.array(z.string()) }).parse(begun.json);
    return { person, cookie, secret, recoveryCodes };
  };

  it('come from secrets that nobody guesses, another one each time', async () => {
    const made = [await setUp(), await setUp(), await setUp()];
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(3);
    const codes = made.flatMap(({ recoveryCodes }) => recoveryCodes);
    expect(new Set(codes).size).toBe(30);
    // Base32 holds five bits a character, and the codes of letters and digits more than five: 128 and 20 bits are well exceeded.
    for (const { secret } of made) expect(secret.replace(/=+$/, '').length * 5).toBeGreaterThanOrEqual(128);
    for (const code of codes) expect(code.replace('-', '').length * 5).toBeGreaterThanOrEqual(50);
    // No character stands out: each of thirty codes begins with one of many.
    expect(new Set(codes.map((code) => code[0])).size).toBeGreaterThan(8);
  });

  it('hold for half a minute and a little on either side', async () => {
    const { person, cookie, secret } = await setUp();
    const late = (seconds: number) => totpCode(secret, Date.now() - seconds * 1000);
    const wrong = await api.request('/api/v1/second-factor/confirm', { method: 'POST', cookie, body: { code: late(120) } });
    expect(codeOf(wrong)).toBe('SECOND_FACTOR_CODE_WRONG');
    expect((await api.request('/api/v1/second-factor/confirm', { method: 'POST', cookie, body: { code: late(0) } })).status).toBe(200);
    const half = cookieOf(await signIn(api, person));
    const verify = (code: string) => api.request('/api/auth/two-factor/verify-totp', { method: 'POST', cookie: half, body: { code } });
    expect((await verify(late(120))).status).toBe(401);
    expect((await verify(late(-120))).status).toBe(401);
    expect((await verify(late(30))).status).toBe(200);
  });
});
