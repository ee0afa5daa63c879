import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { routes, type Route } from '@carrel/contract';
import { aPerson, aSession, password, signIn } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
}, 60_000);
afterAll(() => api.close());

const meSchema = z.object({ userId: z.string(), roles: z.array(z.string()), email: z.string() });

describe('a write that another site caused', () => {
  const foreign: readonly (readonly [string, Record<string, string>])[] = [
    ['by its Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['of the same site, but another origin', { 'sec-fetch-site': 'same-site', origin: 'http://other.localhost' }],
    ['by its Origin alone', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    ['with an opaque Origin', { 'sec-fetch-site': '', origin: 'null' }],
    ['with a name that begins like ours', { 'sec-fetch-site': '', origin: 'http://127.0.0.1.evil.example' }],
  ];
  it.each(foreign)('is refused: %s', async (_name, headers) => {
    const cookie = await aSession(api, await aPerson(api));
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const response = await fetch(`${api.url}/api/v1/sessions/end-others`, { method: 'POST', headers: { cookie, ...sent } });
    expect(response.status).toBe(403);
  });

  it('is refused before its password is looked at', async () => {
    const person = await aPerson(api);
    const response = await signIn(api, person, { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'as a form of type %s it is no request at all',
    async (type) => {
      const response = await fetch(`${api.url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify({ email: 'a@example.com', password }),
      });
      expect(response.status).toBe(400);
    },
  );
});

describe('fields that nobody asked for', () => {
  it('a sign-in, a confirmation and a set-up take nothing but what they name', async () => {
    const person = await aPerson(api);
    const extra = {
      roles: ['admin'],
      role: 'admin',
      isActive: true,
      userId: 'usr_1',
      isMultiFactor: true,
      callbackURL: 'https://evil.example',
      rememberMe: true,
    };
    const signedIn = await api.request('/api/auth/sign-in/email', { method: 'POST', body: { email: person.email, password, ...extra } });
    expect(signedIn.status).toBe(200);
    expect(signedIn.headers.get('location')).toBeNull();
    expect(signedIn.text).not.toContain('evil.example');
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    await api.request('/api/v1/sessions/confirm', { method: 'POST', cookie, body: { password, ...extra } });
    await api.request('/api/auth/change-password', {
      method: 'POST',
      cookie,
      body: { currentPassword: password, newPassword: password, ...extra },
    });
    const again = meSchema.parse((await api.request('/api/v1/me', { cookie: await aSession(api, person) })).json);
    expect(again).toMatchObject({ userId: person.id, roles: ['employee'], email: person.email });
    const sessions = await api.request('/api/v1/sessions', { cookie: await aSession(api, person) });
    expect(sessions.text).not.toContain('"isMultiFactor":true');
  });
});

describe('keys that reach for the prototype', () => {
  const polluted = '"__proto__":{"roles":["admin"],"polluted":true},"constructor":{"prototype":{"polluted":true}}';
  const withBody = Object.entries<Route>(routes).filter(([, route]) => route.body !== undefined);
  it.each(withBody)('%s keeps them out', async (_name, route) => {
    const path = route.path.replace(':principal', 'everyone').replaceAll(/:[a-z]+/g, 'x');
    const cookie = await aSession(api, await aPerson(api));
    const response = await fetch(api.url + path, {
      method: route.method,
      headers: { cookie, origin: api.url, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      body: `{${polluted}}`,
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get({}, 'roles')).toBeUndefined();
  });

  it('in a sign-in they change nothing', async () => {
    const person = await aPerson(api);
    const response = await fetch(`${api.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"email":"${person.email}","password":"${password}",${polluted}}`,
    });
    expect(response.status).toBe(200);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

/** Sends bytes as they are; gives the statuses of all answers until the connection ends. */
async function statusesOf(bytes: string): Promise<readonly number[]> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes.replaceAll('HOST', `${hostname}:${port}`)));
    let text = '';
    socket.setEncoding('latin1');
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', (piece: string) => (text += piece));
    socket.on('error', reject);
    socket.on('close', () => resolve([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]))));
  });
}

describe('a request that hides another one', () => {
  const head = 'POST /api/auth/sign-in/email HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n';
  const hidden = 'GET /livez HTTP/1.1\r\nHost: HOST\r\n\r\n';
  it.each([
    ['by two lengths', `${head}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}${hidden}`],
    ['by a length and chunks', `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['by an encoding that only some know', `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['by a space before the colon', `${head}Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n${hidden}`],
    ['by a bare line feed in a header', `${head}X: a\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`],
    ['by a length that is none', `${head}Content-Length: +2\r\n\r\n{}${hidden}`],
  ])('is refused with its connection: %s', async (_how, bytes) => {
    expect(await statusesOf(bytes)).toEqual([400]);
  });

  it('and one that hides nothing is answered, so that none of this was refused for another reason', async () => {
    expect(await statusesOf(`${head}Content-Length: 2\r\n\r\n{}${hidden.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}`)).toEqual([
      400, 200,
    ]);
  });

  it('no connection becomes a WebSocket', async () => {
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    for (const path of ['/', '/api/v1/ask', '/api/v1/ingest/events', '/socket'])
      expect(await statusesOf(`GET ${path} HTTP/1.1\r\nHost: HOST\r\n${upgrade}\r\n`)).not.toContain(101);
  });
});

describe('an unusual body', () => {
  it('beyond the limit is refused, by its declared and by its real length, and the parser never sees it', async () => {
    const cookie = await aSession(api, await aPerson(api));
    const headers = { cookie, origin: api.url, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
    const large = JSON.stringify({ password: 'x'.repeat(20_000) });
    expect((await fetch(`${api.url}/api/v1/sessions/confirm`, { method: 'POST', headers, body: large })).status).toBe(413);
    const chunks = new ReadableStream({
      start(controller) {
        for (let index = 0; index < 40; index += 1) controller.enqueue(new TextEncoder().encode('x'.repeat(1000)));
        controller.close();
      },
    });
    const streamed = await fetch(`${api.url}/api/v1/sessions/confirm`, { method: 'POST', headers, body: chunks, duplex: 'half' });
    expect(streamed.status).toBe(413);
  });

  it('of a stranger is not read before they are known', async () => {
    const response = await fetch(`${api.url}/api/v1/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"question":"${'x'.repeat(200_000)}"}`,
    });
    expect(response.status).toBe(401);
  });

  it('that is compressed is refused', async () => {
    const response = await fetch(`${api.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: '{}',
    });
    expect(response.status).toBe(400);
  });
});
