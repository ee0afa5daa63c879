import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionSchema, createdApiKeySchema, policySchema, userSchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { z } from 'zod';
import { aCaller } from '../support/api/a-caller.ts';
import { aPerson, aSession, recorded } from '../support/api/people.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';

const urn = (name: string) => `urn:ietf:params:scim:${name}`;
const userUrn = urn('schemas:core:2.0:User');
const patchUrn = urn('api:messages:2.0:PatchOp');

const resourceSchema = z.looseObject({
  id: z.string(),
  externalId: z.string().optional(),
  userName: z.string().optional(),
  displayName: z.string(),
  name: z.looseObject({ givenName: z.string().optional(), familyName: z.string().optional() }).optional(),
  emails: z.array(z.looseObject({ value: z.string() })).optional(),
  active: z.boolean().optional(),
  groups: z.array(z.looseObject({ value: z.string() })).optional(),
  members: z.array(z.looseObject({ value: z.string() })).optional(),
  meta: z.looseObject({ location: z.string(), version: z.string(), resourceType: z.string() }),
});
const listSchema = z.object({
  schemas: z.tuple([z.literal(urn('api:messages:2.0:ListResponse'))]),
  totalResults: z.int(),
  startIndex: z.int(),
  itemsPerPage: z.int(),
  Resources: z.array(resourceSchema),
});
const errorSchema = z.object({
  schemas: z.tuple([z.literal(urn('api:messages:2.0:Error'))]),
  status: z.string(),
  scimType: z.string().optional(),
  detail: z.string(),
});

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi();
  token = await aToken();
}, 60_000);
afterAll(() => api.close());

/** A service user with a key for nothing but SCIM, as an admin makes it. */
async function aToken(roles = ['admin'], scopes = ['scim']): Promise<string> {
  const made = await api.owner('/api/v1/admin/service-users', { method: 'POST', body: { name: `SCIM ${crypto.randomUUID()}`, roles } });
  const service = userSchema.parse(made.json);
  const key = await api.owner(`/api/v1/admin/users/${service.id}/keys`, { method: 'POST', body: { name: 'Directory', scopes } });
  return createdApiKeySchema.parse(key.json).secret;
}

async function scim(path: string, options: { method?: string; body?: unknown; key?: string; headers?: Record<string, string> } = {}) {
  const { method = options.body === undefined ? 'GET' : 'POST', body, key = token, headers = {} } = options;
  const response = await fetch(`${api.url}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/scim+json' }), ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  const json: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, json };
}
const resource = async (path: string, options?: Parameters<typeof scim>[1]) => resourceSchema.parse((await scim(path, options)).json);
const list = async (path: string) => listSchema.parse((await scim(path)).json);
const unique = () => crypto.randomUUID().slice(0, 8);

/** The request that Okta sends for a new person. */
const oktaUser = (userName = `${unique()}@example.com`) => ({
  schemas: [userUrn],
  userName,
  name: { givenName: 'Ada', familyName: 'Reader' },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: 'Ada Reader',
  locale: 'en-US',
  externalId: `00u${unique()}`,
  groups: [],
  password: 'not kept',
  active: true,
});
/** The request that Entra ID sends for a new person. */
const entraUser = (userName = `${unique()}@example.com`) => ({
  schemas: [userUrn, urn('schemas:extension:enterprise:2.0:User')],
  externalId: unique(),
  userName,
  active: true,
  displayName: 'Ben Reader',
  emails: [{ primary: true, type: 'work', value: userName }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Ben Reader', familyName: 'Reader', givenName: 'Ben' },
  [urn('schemas:extension:enterprise:2.0:User')]: { department: 'Sales' },
});

describe('the token', () => {
  it.each([
    ['none', undefined, 401],
    ['a wrong one', 'carrel_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 401],
  ] as const)('is refused: %s', async (_name, key, status) => {
    const response = await fetch(`${api.url}/scim/v2/Users`, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });
    expect(response.status).toBe(status);
    expect(errorSchema.parse(await response.json()).status).toBe(String(status));
  });

  it('needs the scope and the role of an admin; a session is none, and the token opens nothing else', async () => {
    expect((await scim('/Users', { key: await aToken(['admin'], ['admin', 'search']) })).status).toBe(403);
    expect((await scim('/Users', { key: await aToken(['employee']) })).status).toBe(403);
    const cookie = await aSession(api, await aPerson(api, ['admin']));
    expect((await api.request('/scim/v2/Users', { cookie })).status).toBe(401);
    for (const path of ['/api/v1/admin/users', '/api/v1/documents']) expect((await api.request(path, { key: token })).status).toBe(403);
  });
});

describe('what the server says of itself', () => {
  it('names what it can do, its resource types and schemas', async () => {
    const { json, headers } = await scim('/ServiceProviderConfig');
    expect(headers.get('content-type')).toContain('application/scim+json');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(json).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true },
      etag: { supported: true },
    });
    expect((await scim('/ResourceTypes')).json).toMatchObject({
      totalResults: 2,
      Resources: [{ endpoint: '/Users' }, { endpoint: '/Groups' }],
    });
    expect((await scim(`/Schemas/${userUrn}`)).json).toMatchObject({ name: 'User' });
    expect((await scim('/Bulk', { body: {} })).status).toBe(404);
  });
});

describe('people', () => {
  it.each([
    ['Okta', oktaUser],
    ['Entra ID', entraUser],
  ])('are made by %s, found by name and external id, and may do what employees may', async (_name, make) => {
    const body = make();
    const created = await scim('/Users', { body });
    expect(created.status).toBe(201);
    const user = resourceSchema.parse(created.json);
    expect(user).toMatchObject({ userName: body.userName, externalId: body.externalId, active: true, displayName: body.displayName });
    expect(created.headers.get('location')).toBe(user.meta.location);
    expect(user).not.toHaveProperty('password');
    for (const filter of [
      `userName eq "${body.userName.toUpperCase()}"`,
      `externalId eq "${body.externalId}"`,
      `emails.value eq "${body.userName}"`,
    ]) {
      const found = await list(`/Users?filter=${encodeURIComponent(filter)}&startIndex=1&count=100`);
      expect({ filter, ids: found.Resources.map(({ id }) => id) }).toEqual({ filter, ids: [user.id] });
    }
    const shown = await api.owner(`/api/v1/admin/users/${user.id}`);
    expect(shown.json).toMatchObject({ name: body.displayName, email: body.userName, roles: ['employee'], isActive: true });
    expect(await recorded(api)).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'user.provisioned' }), expect.objectContaining({ type: 'role.granted' })]),
    );
  });

  it('nobody is found as an empty list, as providers ask before they make somebody', async () => {
    expect(await list('/Users?filter=userName%20eq%20%22nobody%40example.com%22')).toMatchObject({ totalResults: 0, Resources: [] });
  });

  it.each([
    ['Okta: a value without a path', [{ op: 'replace', value: { active: false } }]],
    ['Entra ID: a word for false, and an operation in capitals', [{ op: 'Replace', path: 'active', value: 'False' }]],
  ])('end with their sessions and keys when they are switched off. %s', async (_name, operations) => {
    const { id, userName = '' } = await resource('/Users', { body: oktaUser() });
    const key = await api.owner('/api/v1/admin/keys', {
      method: 'POST',
      body: { name: 'k', scopes: ['search'] },
      headers: { 'x-carrel-as': id },
    });
    const { secret } = createdApiKeySchema.parse(key.json);
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(200);
    const patched = await resource(`/Users/${id}`, { method: 'PATCH', body: { schemas: [patchUrn], Operations: operations } });
    expect(patched.active).toBe(false);
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(401);
    expect((await recorded(api)).slice(0, 3).map(({ type }) => type)).toContain('user.deactivated');
    // Neither comes back with the person.
    await scim(`/Users/${id}`, {
      method: 'PATCH',
      body: { schemas: [patchUrn], Operations: [{ op: 'replace', path: 'active', value: true }] },
    });
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(401);
    expect(await list(`/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`)).toMatchObject({ Resources: [{ active: true }] });
  });

  it('are changed by the paths of Entra ID, and as a whole by PUT; what we do not keep is passed over', async () => {
    const { id } = await resource('/Users', { body: entraUser() });
    const email = `${unique()}@example.com`;
    const patched = await resource(`/Users/${id}`, {
      method: 'PATCH',
      body: {
        schemas: [patchUrn],
        Operations: [
          { op: 'Replace', path: 'displayName', value: 'Ben Writer' },
          { op: 'Replace', path: 'name.familyName', value: 'Writer' },
          { op: 'Add', path: 'emails[type eq "work"].value', value: email },
          { op: 'Add', path: `${urn('schemas:extension:enterprise:2.0:User')}:department`, value: 'Legal' },
          { op: 'Remove', path: 'phoneNumbers[type eq "mobile"].value' },
        ],
      },
    });
    expect(patched).toMatchObject({
      displayName: 'Ben Writer',
      name: { givenName: 'Ben', familyName: 'Writer' },
      emails: [{ value: email }],
    });
    const replaced = await resource(`/Users/${id}`, { method: 'PUT', body: { ...oktaUser(), id } });
    expect(replaced).toMatchObject({ id, displayName: 'Ada Reader', active: true });
  });

  it('are listed by page', async () => {
    const key = await aToken();
    const ids: string[] = [];
    for (let number = 0; number < 5; number += 1) ids.push(resourceSchema.parse((await scim('/Users', { body: oktaUser(), key })).json).id);
    const page = listSchema.parse((await scim('/Users?startIndex=2&count=2', { key })).json);
    expect(page).toMatchObject({ totalResults: 5, startIndex: 2, itemsPerPage: 2 });
    expect(page.Resources.map(({ id }) => id)).toEqual(ids.slice(1, 3));
    expect(listSchema.parse((await scim('/Users?count=0', { key })).json)).toMatchObject({ totalResults: 5, itemsPerPage: 0 });
  });

  it('that are deleted are gone for the provider, and come back as the same person', async () => {
    const body = oktaUser();
    const { id } = await resource('/Users', { body });
    expect((await scim(`/Users/${id}`, { method: 'DELETE' })).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await scim(`/Users/${id}`, { method })).status).toBe(404);
    expect((await api.owner(`/api/v1/admin/users/${id}`)).json).toMatchObject({ isActive: false });
    expect((await resource('/Users', { body })).id).toBe(id);
    expect((await api.owner(`/api/v1/admin/users/${id}`)).json).toMatchObject({ isActive: true });
  });

  it('of others are out of reach: those who were here, and those of another provider', async () => {
    const person = await aPerson(api);
    const taken = await scim('/Users', { body: oktaUser(person.email) });
    expect(taken.status).toBe(409);
    expect(errorSchema.parse(taken.json).scimType).toBe('uniqueness');
    const other = await aToken();
    const theirs = await resource('/Users', { body: oktaUser(), key: other });
    const off = { schemas: [patchUrn], Operations: [{ op: 'replace', path: 'active', value: false }] };
    for (const id of [person.id, theirs.id, `usr_${'0'.repeat(32)}`]) {
      const answers = [
        await scim(`/Users/${id}`),
        await scim(`/Users/${id}`, { method: 'PATCH', body: off }),
        await scim(`/Users/${id}`, { method: 'PUT', body: oktaUser() }),
        await scim(`/Users/${id}`, { method: 'DELETE' }),
      ];
      for (const { status, json } of answers) expect([status, errorSchema.parse(json).detail]).toEqual([404, 'there is no such user']);
    }
    expect(await list(`/Users?filter=${encodeURIComponent(`emails.value eq "${person.email}"`)}`)).toMatchObject({ totalResults: 0 });
  });

  it('are not changed on an old version; an unchanged one is not sent again', async () => {
    const { id, meta } = await resource('/Users', { body: oktaUser() });
    const rename = (displayName: string) => ({
      schemas: [patchUrn],
      Operations: [{ op: 'replace', path: 'displayName', value: displayName }],
    });
    expect((await scim(`/Users/${id}`, { headers: { 'if-none-match': meta.version } })).status).toBe(304);
    const ifMatch = { 'if-match': meta.version };
    expect((await scim(`/Users/${id}`, { method: 'PATCH', body: rename('One'), headers: ifMatch })).status).toBe(200);
    expect((await scim(`/Users/${id}`, { method: 'PATCH', body: rename('Two'), headers: ifMatch })).status).toBe(412);
    expect((await resource(`/Users/${id}`)).displayName).toBe('One');
  });

  it.each([
    ['a filter that is none', { path: '/Users?filter=userName%20co%20%22a%22' }, 'invalidFilter'],
    ['no user name', { path: '/Users', body: { schemas: [userUrn] } }, 'invalidValue'],
    ['no address', { path: '/Users', body: { schemas: [userUrn], userName: 'no address' } }, 'invalidValue'],
    [
      'polluting names',
      { path: '/Users', body: JSON.parse('{"__proto__":{"userName":"x@example.com"},"constructor":1}') as object },
      'invalidValue',
    ],
  ])('are refused with the words of SCIM: %s', async (_name, { path, ...options }, scimType) => {
    const { status, json } = await scim(path, options);
    expect([status, errorSchema.parse(json).scimType]).toEqual([400, scimType]);
  });
});

describe('groups', () => {
  const aGroup = async (members: readonly string[] = []) =>
    resource('/Groups', {
      body: { schemas: [urn('schemas:core:2.0:Group')], displayName: `Team ${unique()}`, members: members.map((value) => ({ value })) },
    });

  it('give their people what is granted to them from the next request on, and take it away as fast', async () => {
    const { id: userId } = await resource('/Users', { body: entraUser() });
    const group = await aGroup();
    const policy = policySchema.parse(
      (await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: unique(), readers: [group.id] } })).json,
    );
    const collection = collectionSchema.parse((await api.owner('/api/v1/collections', { method: 'POST', body: { name: unique() } })).json);
    const { documentId } = await api.publishText({
      collectionId: collectionIdSchema.parse(collection.id),
      policyId: policyIdSchema.parse(policy.id),
      path: 'plan.txt',
      text: 'The plan of the team.',
    });
    const read = async () => (await api.owner(`/api/v1/documents/${documentId}`, { headers: { 'x-carrel-as': userId } })).status;
    const patch = (...operations: readonly object[]) =>
      scim(`/Groups/${group.id}`, { method: 'PATCH', body: { schemas: [patchUrn], Operations: operations } });
    expect(await read()).toBe(404);
    // Entra ID adds and removes by a list, Okta removes by a path with a filter.
    expect((await patch({ op: 'Add', path: 'members', value: [{ value: userId }] })).status).toBe(200);
    expect(await read()).toBe(200);
    expect((await resource(`/Users/${userId}`)).groups).toMatchObject([{ value: group.id }]);
    expect((await patch({ op: 'Remove', path: 'members', value: [{ value: userId }] })).status).toBe(200);
    expect(await read()).toBe(404);
    await patch({ op: 'add', path: 'members', value: [{ value: userId, display: 'Ben' }] });
    expect(await read()).toBe(200);
    await patch({ op: 'remove', path: `members[value eq "${userId}"]` });
    expect(await read()).toBe(404);
    await patch({ op: 'replace', path: 'members', value: [{ value: userId }] });
    expect(await read()).toBe(200);
    expect((await scim(`/Groups/${group.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await read()).toBe(404);
    expect((await scim(`/Groups/${group.id}`)).status).toBe(404);
  });

  it('are found by name, renamed as Okta does, and sent without members when they are not wanted', async () => {
    const { id: userId } = await resource('/Users', { body: oktaUser() });
    const group = await aGroup([userId]);
    const found = await list(`/Groups?excludedAttributes=members&filter=${encodeURIComponent(`displayName eq "${group.displayName}"`)}`);
    expect(found.Resources).toMatchObject([{ id: group.id }]);
    expect(found.Resources[0]).not.toHaveProperty('members');
    const filter = encodeURIComponent(`id eq "${group.id}" and members eq "${userId}"`);
    expect(await list(`/Groups?filter=${filter}`)).toMatchObject({ totalResults: 1 });
    const displayName = `Renamed ${unique()}`;
    const body = { schemas: [patchUrn], Operations: [{ op: 'replace', value: { id: group.id, displayName } }] };
    expect(await resource(`/Groups/${group.id}`, { method: 'PATCH', body })).toMatchObject({ displayName, members: [{ value: userId }] });
    const twin = await scim('/Groups', { body: { displayName } });
    expect([twin.status, errorSchema.parse(twin.json).scimType]).toEqual([409, 'uniqueness']);
  });

  it('leave alone whom an admin has put in, and take nobody whom the provider does not keep', async () => {
    const { id: userId } = await resource('/Users', { body: oktaUser() });
    const group = await aGroup([userId]);
    const person = await aCaller(api);
    await api.owner(`/api/v1/admin/groups/${group.id}/members`, { method: 'POST', body: { member: person.id } });
    expect((await resource(`/Groups/${group.id}`)).members).toMatchObject([{ value: userId }]);
    await scim(`/Groups/${group.id}`, { method: 'PUT', body: { displayName: group.displayName, members: [] } });
    const shown = await api.owner(`/api/v1/admin/groups/${group.id}`);
    expect(shown.json).toMatchObject({ members: [{ userId: person.id }] });
    const refused = await scim(`/Groups/${group.id}`, {
      method: 'PATCH',
      body: { schemas: [patchUrn], Operations: [{ op: 'add', path: 'members', value: [{ value: person.id }] }] },
    });
    expect([refused.status, errorSchema.parse(refused.json).scimType]).toEqual([400, 'invalidValue']);
  });
});
