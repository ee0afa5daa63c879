import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExportLine, verifyLog } from '@carrel/audit';
import {
  apiKeySchema,
  auditEventSchema,
  auditExportLineSchema,
  createdApiKeySchema,
  createdUserSchema,
  doctorSchema,
  modelSchema,
  policySchema,
  problemSchema,
  readinessSchema,
  userSchema,
} from '@carrel/contract';
import { z } from 'zod';
import type { TestApi, TestRequest } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SEARCHES_PER_MINUTE: '3' });
}, 60_000);
afterAll(() => api.close());

const post = (path: string, body: object, options: TestRequest = {}) => api.owner(path, { method: 'POST', body, ...options });
async function aPerson(roles: readonly string[] = ['employee']) {
  return createdUserSchema.parse(
    (await post('/api/v1/admin/users', { name: 'Person', email: `${crypto.randomUUID()}@example.com`, roles })).json,
  ).user;
}
const as = (id: string): TestRequest => ({ headers: { 'x-carrel-as': id } });
async function keyOf(scopes: readonly string[], person?: string) {
  return createdApiKeySchema.parse(
    (await post('/api/v1/admin/keys', { name: 'test', scopes }, person === undefined ? {} : as(person))).json,
  );
}
async function numbered(): Promise<void> {
  while ((await api.api.composed.store.read.audit.listPending(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}
const codeOf = (json: unknown) => problemSchema.parse(json).code;

describe('API keys', () => {
  it('are shown once, kept as a digest, and listed without their secret', async () => {
    const { key, secret } = await keyOf(['search']);
    expect(secret).toMatch(/^carrel_[A-Za-z0-9_-]{43}$/);
    const listed = await api.owner('/api/v1/admin/keys');
    expect(listed.text).not.toContain(secret);
    expect(z.object({ items: z.array(apiKeySchema) }).parse(listed.json).items).toContainEqual(key);
    expect(secret.startsWith(key.prefix)).toBe(true);
  });

  it('act as their owner, with the rights that the owner has now', async () => {
    const person = await aPerson(['employee', 'admin']);
    const { secret } = await keyOf(['admin'], person.id);
    expect((await api.request('/api/v1/admin/users', { key: secret })).status).toBe(200);
    await api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { roles: ['employee'] } });
    expect((await api.request('/api/v1/admin/users', { key: secret })).status).toBe(403);
    await api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { isActive: false } });
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(401);
  });

  it('can be used for nothing outside their scopes, and never to make further keys', async () => {
    const { secret } = await keyOf(['search', 'admin', 'audit:read', 'ask', 'documents:read']);
    expect((await api.request('/api/v1/collections', { key: secret, method: 'POST', body: { name: 'x' } })).status).toBe(403);
    for (const [method, path] of [
      ['GET', '/api/v1/admin/keys'],
      ['POST', '/api/v1/admin/keys'],
      ['DELETE', `/api/v1/admin/keys/key_${'0'.repeat(32)}`],
    ] as const) {
      expect(
        (await api.request(path, { key: secret, method, ...(method === 'POST' && { body: { name: 'more', scopes: ['admin'] } }) })).status,
      ).toBe(403);
    }
    expect(
      (
        await api.request('/api/v1/setup', {
          key: secret,
          method: 'POST',
          body: { name: 'N', email: 'n@example.com', password: 'a long enough password' },
        })
      ).status,
    ).toBe(403);
  });

  it('end when they are revoked, by their owner alone', async () => {
    const { key, secret } = await keyOf(['search']);
    expect((await api.owner(`/api/v1/admin/keys/${key.id}`, { method: 'DELETE', ...as((await aPerson()).id) })).status).toBe(404);
    expect((await api.owner(`/api/v1/admin/keys/${key.id}`, { method: 'DELETE' })).json).toEqual({ ok: true });
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(401);
  });
});

describe('people and policies', () => {
  it('a person is added once for an address, with a one-time link or a password', async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const first = createdUserSchema.parse((await post('/api/v1/admin/users', { name: 'A', email })).json);
    expect(first.signInUrl).toMatch(new RegExp(`^${api.url}/sign-in/#token=[A-Za-z0-9_-]{43}$`));
    expect(codeOf((await post('/api/v1/admin/users', { name: 'B', email: email.toUpperCase() })).json)).toBe('CONFLICT');
    const second = createdUserSchema.parse(
      (await post('/api/v1/admin/users', { name: 'C', email: `2-${email}`, password: 'a long enough password' })).json,
    );
    expect(second.signInUrl).toBeNull();
  });

  it('roles and activity change, each on record; the owner stays an active admin', async () => {
    const person = await aPerson(['employee']);
    const changed = userSchema.parse(
      (
        await api.owner(`/api/v1/admin/users/${person.id}`, {
          method: 'PATCH',
          body: { roles: ['curator', 'compliance'], isActive: false },
        })
      ).json,
    );
    expect(changed).toMatchObject({ roles: ['compliance', 'curator'], isActive: false });
    await numbered();
    const types = (await api.api.composed.store.read.audit.searchEntries({}, { limit: 4 })).items.map(({ type }) => type);
    expect(types.toSorted()).toEqual(['role.granted', 'role.granted', 'role.revoked', 'user.deactivated']);
    const owner = await api.api.composed.store.read.identity.findOwner();
    for (const body of [{ isActive: false }, { roles: ['employee'] }]) {
      expect(codeOf((await api.owner(`/api/v1/admin/users/${owner?.id}`, { method: 'PATCH', body })).json)).toBe('LAST_ADMIN');
    }
  });

  it('ignores what a body has no business to say', async () => {
    const person = await aPerson();
    const body = JSON.parse(
      `{"name":"X","email":"${crypto.randomUUID()}@example.com","isActive":false,"id":"usr_evil","__proto__":{"roles":["admin"]},"constructor":{"prototype":{"roles":["admin"]}}}`,
    ) as object;
    const created = createdUserSchema.parse((await post('/api/v1/admin/users', body)).json).user;
    expect(created).toMatchObject({ roles: ['employee'], isActive: true });
    expect(
      userSchema.parse(
        (await api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { email: 'other@example.com', name: 'Other' } }))
          .json,
      ),
    ).toEqual(person);
  });

  it('grants are added once, named by whom they are for, and end with the request', async () => {
    const person = await aPerson();
    const policy = policySchema.parse(
      (await post('/api/v1/admin/policies', { name: `P ${crypto.randomUUID()}`, label: 'confidential', readers: [person.id] })).json,
    );
    expect(policy).toMatchObject({
      label: 'confidential',
      isStrict: false,
      grants: [{ principal: person.id, right: 'read', validTo: null }],
    });
    const again = policySchema.parse((await post(`/api/v1/admin/policies/${policy.id}/grants`, { principal: person.id })).json);
    expect(again.grants).toHaveLength(1);
    expect((await post(`/api/v1/admin/policies/${policy.id}/grants`, { principal: `usr_${'0'.repeat(32)}` })).status).toBe(400);
    const ended = policySchema.parse(
      (await api.owner(`/api/v1/admin/policies/${policy.id}/grants/${person.id}`, { method: 'DELETE' })).json,
    );
    expect(ended.grants[0]?.validTo).not.toBeNull();
    expect((await api.owner(`/api/v1/admin/policies/${policy.id}/grants/${person.id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it.each(['/api/v1/admin/users', '/api/v1/admin/policies', '/api/v1/admin/doctor'])('%s is for admins', async (path) => {
    expect((await api.owner(path, as((await aPerson(['curator', 'compliance'])).id))).status).toBe(403);
  });
});

describe('the audit log', () => {
  it('is for compliance: not for admins who are no officers, and not for readers', async () => {
    for (const roles of [['admin'], ['employee', 'curator']]) {
      const { id } = await aPerson(roles);
      for (const path of ['/api/v1/audit/events', '/api/v1/audit/export']) expect((await api.owner(path, as(id))).status).toBe(403);
    }
    const officer = await aPerson(['compliance']);
    const { items } = z
      .object({ items: z.array(auditEventSchema) })
      .parse((await api.owner('/api/v1/audit/events?type=user.provisioned&limit=2', as(officer.id))).json);
    expect(items).toHaveLength(2);
    expect(new Set(items.map(({ type }) => type))).toEqual(new Set(['user.provisioned']));
  });

  it('shows a person the events of their own acts, and a stranger none', async () => {
    const person = await aPerson(['employee', 'curator']);
    await post('/api/v1/collections', { name: `C ${crypto.randomUUID()}` }, { key: (await keyOf(['documents:write'], person.id)).secret });
    const { secret } = await keyOf(['documents:write', 'search'], person.id);
    await api.request('/api/v1/collections', { method: 'POST', key: secret, body: { name: `D ${crypto.randomUUID()}` } });
    await numbered();
    const [entry] = (await api.api.composed.store.read.audit.searchEntries({ types: ['collection.created'] }, { limit: 1 })).items;
    expect((await api.request(`/api/v1/audit/events/${entry?.id}`, { key: secret })).status).toBe(200);
    expect((await api.owner(`/api/v1/audit/events/${entry?.id}`, as((await aPerson()).id))).status).toBe(404);
  });

  it('is exported line by line, so that it can be verified elsewhere, and the export is on record', async () => {
    await numbered();
    const response = await api.owner('/api/v1/audit/export');
    expect(response.headers.get('content-type')).toContain('application/jsonl');
    const lines = response.text.trimEnd().split('\n');
    for (const line of lines) auditExportLineSchema.parse(JSON.parse(line));
    const items = async function* () {
      for (const line of lines) yield parseExportLine(line);
    };
    const report = await verifyLog(items(), { nowMs: Date.now() });
    expect(report).toMatchObject({ verdict: 'ok' });
    await numbered();
    expect((await api.api.composed.store.read.audit.searchEntries({}, { limit: 1 })).items[0]?.type).toBe('audit.exported');
  });
});

describe('health and documents about the API', () => {
  it('says that it lives, and what is not ready yet', async () => {
    expect((await api.request('/livez')).json).toMatchObject({ live: true });
    const response = await api.request('/readyz');
    const readiness = readinessSchema.parse(response.json);
    expect(readiness.checks['database']?.ok).toBe(true);
    expect(readiness.checks['audit']?.ok).toBe(true);
    // Nothing was indexed in this data folder, and no worker makes an index.
    expect(readiness).toMatchObject({ ready: false, checks: { index: { ok: false, detail: 'INDEX_UNAVAILABLE' } } });
    expect(response.status).toBe(503);
  });

  it('gives metrics to this machine, and to a proxy only with a key', async () => {
    const text = (await api.request('/metrics')).text;
    expect(text).toMatch(/carrel_http_request_duration_seconds_count\{[^}]*route="\/livez"[^}]*\} \d+/);
    expect((await api.request('/metrics', { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(401);
    const { secret } = await keyOf(['admin']);
    expect((await api.request('/metrics', { headers: { 'x-forwarded-for': '203.0.113.7' }, key: secret })).status).toBe(200);
  });

  it('lists models, and what the doctor found', async () => {
    z.object({ items: z.array(modelSchema) }).parse((await api.owner('/api/v1/admin/models')).json);
    const doctor = doctorSchema.parse((await api.owner('/api/v1/admin/doctor')).json);
    expect(doctor.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['database', 'audit', 'index', 'remote models', 'owner']));
    for (const check of doctor.checks) if (!check.ok) expect(check.advice).not.toBeNull();
  });

  it('answers no preflight and no HEAD of a stream', async () => {
    expect(
      (
        await api.request('/api/v1/search', {
          method: 'OPTIONS',
          headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
        })
      ).status,
    ).toBe(404);
    expect((await api.owner('/api/v1/ingest/events', { method: 'HEAD' })).status).toBe(404);
    expect((await api.owner('/api/v1/me', { method: 'HEAD' })).status).toBe(200);
  });

  it('logs no path, query or body of what people ask', async () => {
    await api.owner('/api/v1/search', { method: 'POST', body: { query: 'canary-in-the-query' } });
    await api.owner('/api/v1/documents?text=canary-in-the-address');
    expect(JSON.stringify(api.logged)).not.toContain('canary');
  });

  it('limits the searches of a person, and says when to come back', async () => {
    const { secret } = await keyOf(['search'], (await aPerson()).id);
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1)
      statuses.push((await api.request('/api/v1/search', { key: secret, method: 'POST', body: { query: 'x' } })).status);
    expect(statuses).toEqual([503, 503, 503, 429]);
    const limited = await api.request('/api/v1/search', { key: secret, method: 'POST', body: { query: 'x' } });
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(codeOf(limited.json)).toBe('RATE_LIMITED');
    const owner = await Promise.all(Array.from({ length: 6 }, () => api.owner('/api/v1/search', { method: 'POST', body: { query: 'x' } })));
    expect(owner.map(({ status }) => status)).not.toContain(429);
  });
});

describe('a second start on the same data folder', () => {
  it('has the same owner and rights, a fresh link, and makes nothing twice', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'carrel-again-'));
    const first = await startTestApi({ CARREL_DATA_DIR: dataDir, CARREL_SAMPLE: '1' });
    await first.api.sampleLoaded;
    const state = async (one: TestApi) => {
      const { identity, access, collections, documents } = one.api.composed.store.read;
      const owner = await identity.findOwner();
      const audience = owner === null ? [] : [owner.id];
      return {
        owner: owner?.id,
        users: await identity.countUsers(),
        policies: (await access.listPolicies()).map(({ name }) => name),
        collections: (await collections.listVisible(audience, new Date().toISOString())).map(
          ({ name, documentCount }) => `${name} ${documentCount}`,
        ),
        documents: await documents.countByState({}, audience, new Date().toISOString()),
      };
    };
    const before = await state(first);
    expect(before).toMatchObject({ users: 1, policies: ['Everyone'], documents: { stored: 20 } });
    expect(before.collections).toEqual(['General 0', 'IT and security 5', 'Operations 5', 'People 6', 'Products 4']);
    const link = first.signInUrl;
    const { items } = await first.api.composed.store.read.documents.listReadable(
      {},
      { limit: 1 },
      before.owner === undefined ? [] : [before.owner],
      new Date().toISOString(),
    );
    await first.owner(`/api/v1/documents/${items[0]?.document.id}`, { method: 'DELETE' });
    const afterDelete = await state(first);
    await first.close();

    const second = await startTestApi({ CARREL_DATA_DIR: dataDir, CARREL_SAMPLE: '1' });
    await second.api.sampleLoaded;
    expect(await state(second)).toEqual(afterDelete);
    expect(second.signInUrl).not.toBe(link);
    await second.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});
