import { describe, expect, it } from 'vitest';
import { aPerson, cookieOf, signIn } from '../support/api/people.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

describe('attempts to sign in', () => {
  it('are limited by account and by address, and the answer says when to come again', async () => {
    const api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '2' });
    try {
      const person = await aPerson(api);
      const wrong = () => signIn(api, person, { secret: 'not the right password' });
      expect([(await wrong()).status, (await wrong()).status]).toEqual([401, 401]);
      const refused = await wrong();
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await signIn(api, person)).status).toBe(429);
      // Many accounts from one address: four times as many.
      const statuses = [];
      for (let count = 0; count < 8; count += 1) statuses.push((await signIn(api, { email: `${crypto.randomUUID()}@example.com` })).status);
      expect(statuses.at(0)).toBe(401);
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await api.close();
    }
  }, 60_000);

  it('count by the address of the connection: what a client writes into a header is believed from a named proxy alone', async () => {
    for (const [proxies, last] of [
      ['0', 429],
      ['1', 401],
    ] as const) {
      const api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1', CARREL_TRUSTED_PROXIES: proxies });
      try {
        const statuses = [];
        for (let count = 0; count < 6; count += 1)
          statuses.push((await signIn(api, { email: `${crypto.randomUUID()}@example.com` }, from(`198.51.100.${count}`))).status);
        expect(statuses.at(-1)).toBe(last);
      } finally {
        await api.close();
      }
    }
  }, 60_000);
});

describe('behind https', () => {
  it('every cookie is bound to the host, sent encrypted only, and out of the reach of scripts', async () => {
    const api = await startTestApi({ CARREL_PUBLIC_URL: 'https://carrel.example.org', CARREL_SIGN_INS_PER_MINUTE: '100' });
    const headers = { origin: 'https://carrel.example.org', 'sec-fetch-site': 'same-origin' };
    try {
      const signedIn = await signIn(api, await aPerson(api), { headers });
      const cookie = cookieOf(signedIn);
      const out = await api.request('/api/auth/sign-out', { method: 'POST', cookie, headers, body: {} });
      for (const line of [...signedIn.headers.getSetCookie(), ...out.headers.getSetCookie()]) {
        expect(line).toMatch(/^__Host-carrel\.|^carrel\.(session_data|account_data|dont_remember)=;/);
        expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
        expect(line).not.toMatch(/domain=/i);
      }
      expect(out.headers.get('clear-site-data')).toContain('"cookies"');
    } finally {
      await api.close();
    }
  }, 60_000);
});
