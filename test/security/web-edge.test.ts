import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aPerson, cookieOf, signIn } from '../support/api/people.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { startOwnRedis } from '../support/own-redis.ts';
import { needsCommand } from '../support/require.ts';

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

describe.runIf(needsCommand('redis-server'))('with a Redis', () => {
  it('two processes have one limit together, and one goes on by itself when Redis fails', async () => {
    const redis = await startOwnRedis();
    const settings = { CARREL_SIGN_INS_PER_MINUTE: '3', CARREL_REDIS_URL: redis.url };
    const [one, other] = [await startTestApi(settings), await startTestApi(settings)];
    try {
      const email = `${crypto.randomUUID()}@example.com`;
      const statuses = [];
      for (const api of [one, other, one, other]) statuses.push((await signIn(api, { email })).status);
      expect(statuses).toEqual([401, 401, 401, 429]);
      const refused = await signIn(one, { email });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      await redis.kill();
      expect((await signIn(one, { email })).status).toBe(401);
      for (let count = 0; count < 2; count += 1) await signIn(one, { email });
      expect((await signIn(one, { email })).status).toBe(429);
    } finally {
      await Promise.all([one.close(), other.close()]);
      await redis.close();
    }
  }, 60_000);
});

describe('over http, on this machine', () => {
  it('every cookie is out of the reach of scripts and of other sites’ writes, of no other host, and cleared when it ends', async () => {
    const api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '100' });
    try {
      const person = await aPerson(api);
      const signedIn = await signIn(api, person);
      const cookie = cookieOf(signedIn);
      const out = await api.request('/api/auth/sign-out', { method: 'POST', cookie, body: {} });
      const link = z
        .object({ url: z.string() })
        .parse((await api.owner(`/api/v1/admin/users/${person.id}/sign-in-link`, { method: 'POST' })).json);
      const byLink = await api.request('/api/v1/sign-in-link', { method: 'POST', body: { token: link.url.split('#token=')[1] } });
      const lines = [signedIn, out, byLink].flatMap((answer) => answer.headers.getSetCookie());
      expect(lines.length).toBeGreaterThanOrEqual(3);
      for (const line of lines) {
        expect(line).toMatch(/^carrel\./);
        expect(line).toMatch(/; Path=\//);
        expect(line).toMatch(/; HttpOnly/);
        expect(line).toMatch(/; SameSite=(?:Lax|Strict)/);
        // Without https a browser would throw such a cookie away.
        expect(line).not.toMatch(/__Host-|__Secure-|; Secure|domain=/i);
        expect(line.length).toBeLessThan(4096);
      }
      const ended = out.headers.getSetCookie().filter((line) => line.includes('session_token'));
      expect(ended).toHaveLength(1);
      expect(ended[0]).toMatch(/session_token=; Max-Age=0/);
      // The value of the session is 256 random bits and their signature, and never in a body.
      const value = decodeURIComponent(cookie.split('=')[1] ?? '');
      expect(value).toMatch(/^[A-Za-z0-9]{32,}\.[A-Za-z0-9+/=_-]{40,}$/);
      expect(signedIn.text).not.toContain(value.split('.')[0]);
    } finally {
      await api.close();
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
