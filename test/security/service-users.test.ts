import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdApiKeySchema } from '@carrel/contract';
import { userIdSchema } from '@carrel/core';
import { z } from 'zod';
import { allRows } from '../support/api/all-rows.ts';
import { aPerson, aSession, password, recorded, signIn } from '../support/api/people.ts';
import type { TestApi, TestResponse } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { MailServer } from '../support/mail-server.ts';
import { startMailServer } from '../support/mail-server.ts';

let server: MailServer;
let api: TestApi;
let adminCookie: string;
let service: { readonly id: string; readonly email: string };
beforeAll(async () => {
  server = await startMailServer();
  api = await startTestApi({
    CARREL_SIGN_INS_PER_MINUTE: '1000',
    CARREL_SMTP_URL: server.url,
    CARREL_MAIL_FROM: 'carrel@mail.example.org',
  });
  adminCookie = await aSession(api, await aPerson(api, ['admin']));
  const made = await api.request('/api/v1/admin/service-users', { method: 'POST', cookie: adminCookie, body: { name: 'Importer' } });
  service = z.object({ id: userIdSchema, email: z.string() }).parse(made.json);
}, 60_000);
afterAll(async () => {
  await api.close();
  await server.close();
});
const codeOf = (response: TestResponse) => z.object({ code: z.string() }).parse(response.json).code;

/** A program that acts in its own name is let in by keys: there is no link, invitation, password or session for it, ever. */
describe('a service user', () => {
  it('gets no link, from nobody', async () => {
    const before = await allRows(api);
    const path = `/api/v1/admin/users/${service.id}/sign-in-link`;
    for (const answer of [
      await api.request(path, { method: 'POST', cookie: adminCookie }),
      await api.request(path, { method: 'POST', cookie: adminCookie, body: { isMailed: false } }),
      await api.owner(path, { method: 'POST' }),
    ])
      expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
    expect(await allRows(api)).toEqual(before);
    expect((await recorded(api)).map(({ type }) => type)).not.toContain('login.link_created');
    expect(server.mails).toEqual([]);
  });

  it('gets no invitation: neither by its address, nor in the list, nor to be withdrawn', async () => {
    const before = await allRows(api);
    const invited = await api.request('/api/v1/admin/invitations', { method: 'POST', cookie: adminCookie, body: { email: service.email } });
    expect([invited.status, codeOf(invited)]).toEqual([409, 'CONFLICT']);
    const added = await api.request('/api/v1/admin/users', {
      method: 'POST',
      cookie: adminCookie,
      body: { name: 'X', email: service.email },
    });
    expect(codeOf(added)).toBe('CONFLICT');
    const list = await api.request('/api/v1/admin/invitations', { cookie: adminCookie });
    expect(list.text).not.toContain(service.id);
    const withdrawn = await api.request(`/api/v1/admin/invitations/${service.id}`, { method: 'DELETE', cookie: adminCookie });
    expect(withdrawn.status).toBe(404);
    expect(await allRows(api)).toEqual(before);
    expect(server.mails).toEqual([]);
  });

  it('gets none after it was switched off either, though the address of a person would be free then', async () => {
    const made = await api.request('/api/v1/admin/service-users', { method: 'POST', cookie: adminCookie, body: { name: 'Retired' } });
    const retired = z.object({ id: z.string(), email: z.string() }).parse(made.json);
    await api.request(`/api/v1/admin/users/${retired.id}`, { method: 'PATCH', cookie: adminCookie, body: { isActive: false } });
    const invited = await api.request('/api/v1/admin/invitations', { method: 'POST', cookie: adminCookie, body: { email: retired.email } });
    expect(codeOf(invited)).toBe('CONFLICT');
    expect((await api.request(`/api/v1/admin/users/${retired.id}/sign-in-link`, { method: 'POST', cookie: adminCookie })).status).toBe(404);
  });

  it('has no password, no session, and makes or keeps none with a key', async () => {
    expect((await signIn(api, service)).status).toBe(401);
    const made = await api.request(`/api/v1/admin/users/${service.id}/keys`, {
      method: 'POST',
      cookie: adminCookie,
      body: { name: 'k', scopes: ['ask', 'search', 'documents:read'] },
    });
    const { secret } = createdApiKeySchema.parse(made.json);
    expect((await api.request('/api/v1/me', { key: secret })).json).toMatchObject({ userId: service.id, hasPassword: false });
    const attempts = [
      ['/api/v1/setup', { name: 'Importer', email: 'somebody@example.com', password }],
      ['/api/v1/sessions/confirm', { password }],
      ['/api/v1/second-factor', { password }],
      ['/api/v1/passkeys', {}],
      ['/api/v1/sessions/end-others', {}],
    ] as const;
    for (const [path, body] of attempts) {
      const answer = await api.request(path, { method: 'POST', key: secret, body });
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(answer.status, path).toBeLessThan(500);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const tables = await allRows(api);
    expect(tables['session']).not.toContain(service.id);
    expect(tables['account']).not.toContain(service.id);
    expect(tables['mail_delivery']).toBe('');
  });
});
