import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { collectionSchema } from '@carrel/contract';
import { z } from 'zod';
import { aPerson, cookieOf, signIn } from '../support/api/people.ts';
import type { TestApi, TestRequest, TestResponse } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

const origin = 'https://carrel.example.org';
let api: TestApi;
let cookie: string;
/** One answer of every kind that the server gives: data, refusals, failures, streams of lines, files, pages, nothing at all. */
const answers: (readonly [string, TestResponse])[] = [];

beforeAll(async () => {
  api = await startTestApi({ CARREL_PUBLIC_URL: origin, CARREL_SIGN_INS_PER_MINUTE: '100' });
  const headers = { origin, 'sec-fetch-site': 'same-origin' };
  const signedIn = await signIn(api, await aPerson(api, ['admin', 'curator', 'employee', 'compliance']), { headers });
  cookie = cookieOf(signedIn);
  const { items } = z.object({ items: z.array(collectionSchema) }).parse((await api.owner('/api/v1/collections')).json);
  const { documentId } = await api.publishText({
    collectionId: collectionIdSchema.parse(items[0]?.id),
    policyId: policyIdSchema.parse(items[0]?.defaultPolicyId),
    path: 'page.html',
    text: '<script>alert(1)</script>',
  });
  const asked: readonly (readonly [string, TestRequest?])[] = [
    ['/api/v1/me', { cookie }],
    ['/api/v1/me'],
    ['/api/v1/nothing'],
    ['/api/v1/documents', { cookie }],
    ['/api/v1/search', { cookie, method: 'POST', body: { query: 'alert' }, headers }],
    ['/api/v1/search', { cookie, method: 'POST', body: {}, headers }],
    ['/api/v1/search', { cookie, method: 'POST', body: { query: 'x' }, headers: { origin: 'https://evil.example' } }],
    [`/api/v1/documents/${documentId}/content`, { cookie }],
    [`/api/v1/documents/${documentId}/text`, { cookie }],
    ['/api/v1/audit/export', { cookie, method: 'POST', body: {}, headers }],
    ['/api/v1/openapi.json'],
    ['/api/docs'],
    ['/scim/v2/Users'],
    ['/api/auth/get-session', { cookie }],
    ['/livez'],
    ['/readyz'],
    ['/'],
    ['/sign-in/'],
    ['/nowhere', { headers: { accept: 'text/html' } }],
    ['/api/auth/oidc/nobody/start'],
  ];
  answers.push(['sign-in', signedIn]);
  for (const [path, request] of asked) answers.push([path, await api.request(path, request)]);
}, 60_000);
afterAll(() => api.close());

const each = (check: (headers: Headers, response: TestResponse) => void) => {
  expect(answers.length).toBeGreaterThan(15);
  for (const [path, response] of answers) {
    try {
      check(response.headers, response);
    } catch (error) {
      throw new Error(`${path} (${response.status}): ${error instanceof Error ? error.message : ''}`, { cause: error });
    }
  }
};

describe('every answer, behind https', () => {
  it('keeps browsers at https for a year', () => {
    each((headers) => {
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    });
  });

  it('may load, embed and run nothing but what its policy names, and be shown in no frame', () => {
    each((headers) => {
      const policy = headers.get('content-security-policy') ?? '';
      for (const directive of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
        expect(policy.split(/;\s*/)).toContain(directive);
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*/);
      expect(headers.get('x-frame-options')).toBe('DENY');
    });
  });

  it('is of the type that it says, in UTF-8, and is not guessed at', () => {
    each((headers, { text }) => {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      if (text === '') return;
      const type = headers.get('content-type') ?? '';
      expect(type).toMatch(/^[a-z]+\/[a-z0-9.+-]+/);
      // A file that somebody uploaded is in the encoding that it is in.
      const isUpload = headers.get('content-disposition') !== null;
      if (type.startsWith('text/') && !isUpload) expect(type.toLowerCase()).toContain('charset=utf-8');
    });
  });

  it('tells no other site where somebody was, and nothing about the server', () => {
    each((headers) => {
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      for (const name of ['server', 'x-powered-by']) expect(headers.get(name)).toBeNull();
    });
  });

  it('gives nothing to other origins to read', async () => {
    each((headers) => {
      for (const name of ['access-control-allow-origin', 'access-control-allow-credentials']) expect(headers.get(name)).toBeNull();
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    });
    for (const asking of ['https://evil.example', 'null', origin]) {
      const answer = await api.request('/api/v1/me', { headers: { cookie, origin: asking } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      const preflight = await api.request('/api/v1/me', {
        method: 'OPTIONS',
        headers: { origin: asking, 'access-control-request-method': 'POST' },
      });
      expect(preflight.status).toBe(404);
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('of the API is kept by nobody', () => {
    // The description of the API is the same for everybody.
    for (const [path, { headers }] of answers)
      if (path.startsWith('/api/v1/') && !path.endsWith('/openapi.json')) expect(headers.get('cache-control'), path).toBe('no-store');
  });

  it.each(['TRACE', 'CONNECT', 'PROPFIND', 'PUT', 'DELETE'])('exists for no other method: %s', async (method) => {
    if (method === 'TRACE' || method === 'CONNECT') {
      expect(await rawStatus(api, `${method} /api/v1/me HTTP/1.1`)).not.toBe(200);
      return;
    }
    expect((await api.request('/api/v1/me', { method, cookie, headers: { origin } })).status).toBe(404);
  });
});

/** The status of a request that `fetch` would not send; 0 when the connection is closed without one. */
async function rawStatus({ url }: TestApi, line: string): Promise<number> {
  const { connect } = await import('node:net');
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${line}\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`));
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => (text += piece));
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)));
  });
}
