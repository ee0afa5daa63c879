import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessMatrixSchema,
  apiKeySchema,
  collectionSchema,
  createdApiKeySchema,
  curatorSchema,
  documentSchema,
  groupDetailSchema,
  groupSchema,
  ownedApiKeySchema,
  policySchema,
  problemSchema,
  readersSchema,
  searchResultSchema,
  uploadResultSchema,
  userAccessSchema,
  userDetailSchema,
  userSchema,
  visiblePolicySchema,
} from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { z } from 'zod';
import type { TestCaller } from '../support/api/a-caller.ts';
import { aCaller } from '../support/api/a-caller.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
let admin: TestCaller;
beforeAll(async () => {
  api = await startTestApi({ CARREL_SEARCHES_PER_MINUTE: '10000' });
  admin = await aCaller(api, ['admin']);
}, 60_000);
afterAll(() => api.close());

const post = (path: string, body: object) => admin.call(path, { method: 'POST', body });
const remove = (path: string) => admin.call(path, { method: 'DELETE' });
const codeOf = ({ json }: { readonly json: unknown }) => problemSchema.parse(json).code;
const name = (what: string) => `${what} ${crypto.randomUUID()}`;
const aGroup = async (members: readonly string[] = []) => {
  const { id } = groupDetailSchema.parse((await post('/api/v1/admin/groups', { name: name('Group') })).json);
  for (const member of members) expect((await post(`/api/v1/admin/groups/${id}/members`, { member })).status).toBe(200);
  return id;
};
const aPolicy = async (readers: readonly string[] = []) =>
  policySchema.parse((await post('/api/v1/admin/policies', { name: name('Policy'), readers })).json);
const aCollection = async () => collectionSchema.parse((await post('/api/v1/collections', { name: name('Collection') })).json);
/** Types and details of the newest events, oldest first. */
async function recorded(count: number): Promise<readonly { readonly type: string; readonly detail: unknown }[]> {
  const { audit } = api.api.composed.store.read;
  while ((await audit.listPending(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const { items } = await audit.searchEntries({}, { limit: count });
  return items.toReversed().map(({ type, leaf }) => ({
    type,
    detail: z.looseObject({ detail: z.unknown().optional() }).parse(JSON.parse(Buffer.from(leaf).toString('utf8'))).detail,
  }));
}
const publish = (collectionId: string, policyId: string, text: string) =>
  api.publishText({
    collectionId: collectionIdSchema.parse(collectionId),
    policyId: policyIdSchema.parse(policyId),
    path: `${crypto.randomUUID()}.txt`,
    text,
  });

describe('groups', () => {
  it('are made, renamed and deleted, each on record, with names of their own', async () => {
    const first = name('Group');
    const created = groupDetailSchema.parse((await post('/api/v1/admin/groups', { name: first })).json);
    expect(created).toMatchObject({ name: first, members: [], innerGroups: [], outerGroups: [] });
    expect(codeOf(await post('/api/v1/admin/groups', { name: first }))).toBe('NAME_TAKEN');
    const path = `/api/v1/admin/groups/${created.id}`;
    const second = name('Group');
    expect((await admin.call(path, { method: 'PATCH', body: { name: second } })).json).toMatchObject({ name: second });
    const other = groupDetailSchema.parse((await post('/api/v1/admin/groups', { name: name('Group') })).json);
    expect(codeOf(await admin.call(path, { method: 'PATCH', body: { name: other.name } }))).toBe('NAME_TAKEN');
    const listed = z.object({ items: z.array(groupSchema) }).parse((await admin.call('/api/v1/admin/groups')).json).items;
    expect(listed).toContainEqual({ id: created.id, name: second, memberCount: 0 });
    expect((await remove(path)).json).toEqual({ ok: true });
    expect((await admin.call(path)).status).toBe(404);
    expect((await remove(path)).status).toBe(404);
    expect((await recorded(1))[0]).toMatchObject({ type: 'group.changed', detail: { change: 'deleted' } });
  });

  it('say whom a grant reaches, and the matrix says what it lets them do', async () => {
    const person = await aCaller(api);
    const [team, company] = [await aGroup([person.id]), await aGroup()];
    await post(`/api/v1/admin/groups/${company}/members`, { member: team });
    const { everybody } = groupDetailSchema.parse((await admin.call(`/api/v1/admin/groups/${company}`)).json);
    expect(everybody).toMatchObject([{ userId: person.id, through: [{ id: team }] }]);
    const policy = await aPolicy([company]);
    const collection = await aCollection();
    await api.api.composed.store.read.collections.update(collectionIdSchema.parse(collection.id), {
      defaultPolicyId: policyIdSchema.parse(policy.id),
    });
    const before = accessMatrixSchema.parse((await admin.call('/api/v1/admin/access-matrix?at=2026-01-01T00:00:00.000Z')).json);
    expect(before.cells.filter(({ policyId }) => policyId === policy.id)).toEqual([]);
    const { collections, cells } = accessMatrixSchema.parse((await admin.call('/api/v1/admin/access-matrix')).json);
    expect(collections.find(({ id }) => id === collection.id)?.policy).toMatchObject({ id: policy.id, name: policy.name });
    const own = cells.filter(({ policyId }) => policyId === policy.id);
    expect(own).toContainEqual({ policyId: policy.id, groupId: company, direct: 'read', directUntil: null, inherited: null });
    expect(own).toContainEqual({
      policyId: policy.id,
      groupId: team,
      direct: null,
      directUntil: null,
      inherited: { right: 'read', from: company },
    });
  });

  it('take people and groups in and out, never in a circle, and say so in plain words', async () => {
    const person = await aCaller(api);
    const [team, company] = [await aGroup([person.id]), await aGroup()];
    const joined = groupDetailSchema.parse((await post(`/api/v1/admin/groups/${company}/members`, { member: team })).json);
    expect(joined.innerGroups).toMatchObject([{ id: team }]);
    const circle = await post(`/api/v1/admin/groups/${team}/members`, { member: company });
    expect(circle.status).toBe(409);
    expect(problemSchema.parse(circle.json)).toMatchObject({
      code: 'GROUP_CYCLE',
      detail: expect.stringContaining('inside itself') as unknown,
    });
    expect((await post(`/api/v1/admin/groups/${team}/members`, { member: 'everyone' })).status).toBe(400);
    expect((await post(`/api/v1/admin/groups/${team}/members`, { member: `grp_${'0'.repeat(32)}` })).status).toBe(400);
    expect((await remove(`/api/v1/admin/groups/${company}/members/${team}`)).json).toMatchObject({ innerGroups: [] });
    expect((await remove(`/api/v1/admin/groups/${company}/members/${team}`)).status).toBe(404);
    expect((await remove(`/api/v1/admin/groups/${team}/members/${person.id}`)).json).toMatchObject({ members: [] });
    const events = await recorded(2);
    expect(events).toMatchObject([
      { type: 'group.changed', detail: { change: 'member-removed', member: { kind: 'group', ref: team } } },
      {
        type: 'group.changed',
        detail: { change: 'member-removed', member: { kind: 'user', ref: expect.stringMatching(/^sub_/) as unknown } },
      },
    ]);
  });

  it('give their people what is granted to a group around them, from the next request on, and take it away as fast', async () => {
    const person = await aCaller(api);
    const [team, company] = [await aGroup([person.id]), await aGroup()];
    const policy = await aPolicy([company]);
    const { documentId } = await publish((await aCollection()).id, policy.id, 'The quarterly figures.');
    const read = async () => (await person.call(`/api/v1/documents/${documentId}`)).status;
    expect(await read()).toBe(404);
    await post(`/api/v1/admin/groups/${company}/members`, { member: team });
    expect(await read()).toBe(200);
    await remove(`/api/v1/admin/groups/${team}/members/${person.id}`);
    expect(await read()).toBe(404);
    await post(`/api/v1/admin/groups/${team}/members`, { member: person.id });
    expect(await read()).toBe(200);
    await remove(`/api/v1/admin/groups/${company}`);
    expect(await read()).toBe(404);
    expect((await recorded(2)).map(({ type, detail }) => [type, detail])).toMatchObject([
      ['policy.changed', { change: 'grant-ended', grantee: { kind: 'group', ref: company } }],
      ['group.changed', { change: 'deleted' }],
    ]);
  });
});

describe('policies and grants', () => {
  it('are renamed and labelled, and deleted when nothing has them', async () => {
    const policy = await aPolicy(['everyone']);
    const path = `/api/v1/admin/policies/${policy.id}`;
    const renamed = name('Policy');
    const changed = policySchema.parse((await admin.call(path, { method: 'PATCH', body: { name: renamed, label: 'restricted' } })).json);
    expect(changed).toMatchObject({ name: renamed, label: 'restricted' });
    expect(await recorded(2)).toMatchObject([{ detail: { change: 'renamed' } }, { detail: { change: 'relabelled', label: 'restricted' } }]);
    expect(codeOf(await admin.call(path, { method: 'PATCH', body: { name: (await aPolicy()).name } }))).toBe('NAME_TAKEN');
    const { documentId } = await publish((await aCollection()).id, policy.id, 'Something.');
    expect(codeOf(await remove(path))).toBe('POLICY_IN_USE');
    await remove(`/api/v1/documents/${documentId}`);
    expect((await remove(path)).json).toEqual({ ok: true });
    expect((await remove(path)).status).toBe(404);
    expect((await admin.call('/api/v1/admin/policies')).text).not.toContain(policy.id);
  });

  it('hold from a time until a time, and never from the past on', async () => {
    const person = await aCaller(api);
    const policy = await aPolicy();
    const grant = (body: object) => post(`/api/v1/admin/policies/${policy.id}/grants`, { principal: person.id, ...body });
    const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
    expect((await grant({ validFrom: '2020-01-01T00:00:00.000Z' })).status).toBe(400);
    expect((await grant({ validFrom: inMs(20_000), validTo: inMs(10_000) })).status).toBe(400);
    const visible = async () => (await person.call('/api/v1/policies')).text.includes(policy.id);
    await grant({ validFrom: inMs(60_000) });
    expect(await visible()).toBe(false);
    await grant({ validTo: inMs(1500) });
    expect(await visible()).toBe(true);
    await expect.poll(visible, { timeout: 5000 }).toBe(false);
  });

  it('end one right and leave the other', async () => {
    const person = await aCaller(api);
    const policy = await aPolicy([person.id]);
    await post(`/api/v1/admin/policies/${policy.id}/grants`, { principal: person.id, right: 'curate' });
    const ended = policySchema.parse((await remove(`/api/v1/admin/policies/${policy.id}/grants/${person.id}?right=curate`)).json);
    expect(ended.grants.map(({ right, validTo }) => [right, validTo !== null])).toEqual(
      expect.arrayContaining([
        ['read', false],
        ['curate', true],
      ]),
    );
  });

  it('are listed for whoever may read by them, by name and label alone', async () => {
    const person = await aCaller(api);
    const [mine, other] = [await aPolicy([person.id]), await aPolicy([admin.id])];
    const listed = z.object({ items: z.array(visiblePolicySchema.strict()) }).parse((await person.call('/api/v1/policies')).json).items;
    expect(listed).toContainEqual({ id: mine.id, name: mine.name, label: mine.label });
    expect(listed.map(({ id }) => id)).not.toContain(other.id);
  });
});

describe('curators', () => {
  const form = (content: string) => {
    const body = new FormData();
    body.append('path', `${crypto.randomUUID()}.txt`);
    body.append('file', new Blob([content]), 'a.txt');
    return body;
  };

  it('change what lies in the collections that they were given, and nothing elsewhere', async () => {
    const curator = await aCaller(api, ['curator']);
    const [mine, other] = [await aCollection(), await aCollection()];
    await post(`/api/v1/collections/${mine.id}/curators`, { principal: curator.id });
    const upload = (id: string) => curator.call(`/api/v1/collections/${id}/documents`, { method: 'POST', body: form(crypto.randomUUID()) });
    expect(codeOf(await upload(other.id))).toBe('NOT_CURATOR');
    const [file] = uploadResultSchema.parse((await upload(mine.id)).json).files;
    expect(file?.outcome).toBe('accepted');
    const elsewhere = await publish(other.id, other.defaultPolicyId, 'Elsewhere.');
    const path = `/api/v1/documents/${elsewhere.documentId}`;
    expect((await curator.call(path)).status).toBe(200);
    for (const response of [
      await curator.call(path, { method: 'DELETE' }),
      await curator.call(`${path}/retry`, { method: 'POST' }),
      await curator.call(path, { method: 'PATCH', body: { policyId: other.defaultPolicyId } }),
      await curator.call(`${path}/readers`),
      await curator.call(`/api/v1/collections/${other.id}`, { method: 'PATCH', body: { description: 'x' } }),
      await curator.call(`/api/v1/collections/${other.id}/curators`),
    ])
      expect([response.status, codeOf(response)]).toEqual([403, 'NOT_CURATOR']);
    const views = z.object({ items: z.array(collectionSchema) }).parse((await curator.call('/api/v1/collections')).json).items;
    expect(views.find(({ id }) => id === mine.id)?.canCurate).toBe(true);
    expect(views.find(({ id }) => id === other.id)?.canCurate).toBe(false);
    if (file?.outcome === 'accepted')
      expect((await curator.call(`/api/v1/documents/${file.document.id}`, { method: 'DELETE' })).status).toBe(200);
  });

  it('need the role as well, and are curators no longer when the grant ends', async () => {
    const person = await aCaller(api, ['employee']);
    const curator = await aCaller(api, ['curator']);
    const { id } = await aCollection();
    for (const principal of [person.id, curator.id]) await post(`/api/v1/collections/${id}/curators`, { principal });
    const change = (caller: TestCaller) => caller.call(`/api/v1/collections/${id}`, { method: 'PATCH', body: { description: 'x' } });
    expect((await change(person)).status).toBe(403);
    expect((await change(curator)).status).toBe(200);
    const listed = z.object({ items: z.array(curatorSchema) }).parse((await curator.call(`/api/v1/collections/${id}/curators`)).json).items;
    expect(listed.map(({ principal }) => principal)).toEqual(expect.arrayContaining([person.id, curator.id, admin.id]));
    expect((await remove(`/api/v1/collections/${id}/curators/${curator.id}`)).status).toBe(200);
    expect((await change(curator)).status).toBe(403);
    expect((await remove(`/api/v1/collections/${id}/curators/${curator.id}`)).status).toBe(404);
    expect((await recorded(1))[0]).toMatchObject({ type: 'collection.changed', detail: { change: 'curator-ended' } });
  });

  it('curate what they make, and replace no document of a policy that they may only read', async () => {
    const curator = await aCaller(api, ['curator']);
    const own = collectionSchema.parse((await curator.call('/api/v1/collections', { method: 'POST', body: { name: name('Own') } })).json);
    expect(own.canCurate).toBe(true);
    // By a policy, in a collection that is not theirs.
    const policy = await aPolicy();
    await post(`/api/v1/admin/policies/${policy.id}/grants`, { principal: curator.id, right: 'curate' });
    const { id } = await aCollection();
    const existing = await publish(id, (await aPolicy(['everyone'])).id, 'Not theirs.');
    const path = documentSchema.parse((await curator.call(`/api/v1/documents/${existing.documentId}`)).json).path;
    const body = new FormData();
    body.append('path', path);
    body.append('file', new Blob(['other']), path);
    const response = await curator.call(`/api/v1/collections/${id}/documents?policy=${policy.id}`, { method: 'POST', body });
    expect(uploadResultSchema.parse(response.json).files).toMatchObject([{ outcome: 'refused', reason: { code: 'FORBIDDEN' } }]);
    const fresh = await curator.call(`/api/v1/collections/${id}/documents?policy=${policy.id}`, { method: 'POST', body: form('new') });
    expect(uploadResultSchema.parse(fresh.json).files).toMatchObject([{ outcome: 'accepted', document: { policyId: policy.id } }]);
  });
});

describe('another policy', () => {
  const find = async (caller: TestCaller, query: string) =>
    searchResultSchema
      .parse((await caller.call('/api/v1/search', { method: 'POST', body: { query } })).json)
      .passages.map(({ documentId }) => documentId);

  it('of a document holds with the next request, in lists and in search, though nothing is indexed again', async () => {
    const [before, after] = [await aCaller(api), await aCaller(api)];
    const [first, second] = [await aPolicy([before.id, admin.id]), await aPolicy([after.id, admin.id])];
    const { id } = await aCollection();
    const word = crypto.randomUUID().replaceAll('-', '');
    const { documentId } = await publish(id, first.id, `The ${word} is here.`);
    expect([await find(before, word), await find(after, word)]).toEqual([[documentId], []]);
    const path = `/api/v1/documents/${documentId}`;
    const changed = documentSchema.parse((await admin.call(path, { method: 'PATCH', body: { policyId: second.id } })).json);
    expect(changed.policyName).toBe(second.name);
    expect([await find(before, word), await find(after, word)]).toEqual([[], [documentId]]);
    expect([(await before.call(path)).status, (await after.call(path)).status]).toEqual([404, 200]);
    expect((await recorded(8)).filter(({ type }) => type === 'document.policy_changed')).toMatchObject([
      { detail: { prev_policy: first.id, policy: second.id } },
    ]);
  });

  it('cannot be one that the person may not read by, or does not curate', async () => {
    const curator = await aCaller(api, ['curator']);
    const [mine, readOnly, hidden] = [await aPolicy(), await aPolicy([curator.id]), await aPolicy([admin.id])];
    await post(`/api/v1/admin/policies/${mine.id}/grants`, { principal: curator.id, right: 'curate' });
    const { documentId } = await publish((await aCollection()).id, mine.id, 'Something.');
    const give = (policyId: string) => curator.call(`/api/v1/documents/${documentId}`, { method: 'PATCH', body: { policyId } });
    expect((await give(hidden.id)).status).toBe(404);
    expect((await give(`pol_${'0'.repeat(32)}`)).text.replace(/"requestId":"[^"]*"/, '')).toBe(
      (await give(hidden.id)).text.replace(/"requestId":"[^"]*"/, ''),
    );
    expect(codeOf(await give(readOnly.id))).toBe('NOT_CURATOR');
    expect((await give(mine.id)).status).toBe(200);
  });

  it('of a collection is for new documents, or for those of it that had the old one too', async () => {
    const reader = await aCaller(api);
    const [old, fresh, special] = [await aPolicy([admin.id]), await aPolicy([admin.id, reader.id]), await aPolicy([admin.id])];
    const { id } = collectionSchema.parse((await post('/api/v1/collections', { name: name('C'), defaultPolicyId: old.id })).json);
    const [moved, kept] = [await publish(id, old.id, 'Moves.'), await publish(id, special.id, 'Stays.')];
    const statuses = async () => [
      (await reader.call(`/api/v1/documents/${moved.documentId}`)).status,
      (await reader.call(`/api/v1/documents/${kept.documentId}`)).status,
    ];
    const change = (body: object) => admin.call(`/api/v1/collections/${id}`, { method: 'PATCH', body });
    await change({ defaultPolicyId: fresh.id });
    expect(await statuses()).toEqual([404, 404]);
    await change({ defaultPolicyId: old.id });
    expect((await change({ defaultPolicyId: fresh.id, appliesToDocuments: true })).json).toMatchObject({
      defaultPolicyId: fresh.id,
      documentCount: 2,
    });
    expect(await statuses()).toEqual([200, 404]);
  });
});

describe('who may read this, and what may this person read', () => {
  it('say why, by the chain of groups, now and then', async () => {
    const person = await aCaller(api);
    const [team, company] = [await aGroup([person.id]), await aGroup()];
    await post(`/api/v1/admin/groups/${company}/members`, { member: team });
    const policy = await aPolicy([company]);
    const { documentId } = await publish((await aCollection()).id, policy.id, 'Something.');
    const path = `/api/v1/documents/${documentId}/readers`;
    const readers = readersSchema.parse((await admin.call(path)).json);
    expect(readers).toMatchObject({ policy: { id: policy.id }, items: [{ userId: person.id }], nextCursor: null });
    expect(readers.items[0]?.reasons).toMatchObject([{ right: 'read', principal: company, groups: [{ id: team }, { id: company }] }]);
    const access = userAccessSchema.parse((await admin.call(`/api/v1/admin/users/${person.id}/access`)).json);
    expect(access.policies.find(({ id }) => id === policy.id)).toMatchObject({ documentCount: 1, reasons: readers.items[0]?.reasons });

    const at = new Date().toISOString();
    await remove(`/api/v1/admin/groups/${company}/members/${team}`);
    expect(readersSchema.parse((await admin.call(path)).json).items).toEqual([]);
    expect(readersSchema.parse((await admin.call(`${path}?at=${at}`)).json).items).toEqual(readers.items);
    const then = userAccessSchema.parse((await admin.call(`/api/v1/admin/users/${person.id}/access?at=${at}`)).json);
    expect(then.policies.map(({ id }) => id)).toContain(policy.id);
    expect((await admin.call(`${path}?at=2020-01-01T00:00:00.000Z`)).status).toBe(404);
    expect((await admin.call(`${path}?at=yesterday`)).status).toBe(400);
  });

  it('are for admins, and for curators of what they may read; for anybody else it is not there', async () => {
    const [curator, stranger, reader] = [await aCaller(api, ['curator']), await aCaller(api, ['curator']), await aCaller(api)];
    const policy = await aPolicy([reader.id]);
    await post(`/api/v1/admin/policies/${policy.id}/grants`, { principal: curator.id, right: 'curate' });
    const { documentId } = await publish((await aCollection()).id, policy.id, 'A secret title.');
    const path = `/api/v1/documents/${documentId}/readers`;
    expect((await curator.call(path)).status).toBe(200);
    expect((await reader.call(path)).status).toBe(403);
    expect((await stranger.call(path)).status).toBe(404);
    // The admin may not read it: they learn who may, and nothing of what it says.
    expect((await admin.call(`/api/v1/documents/${documentId}`)).status).toBe(404);
    const told = await admin.call(path);
    expect(told.status).toBe(200);
    expect(told.text).not.toContain('secret');
    expect((await curator.call(`/api/v1/admin/users/${reader.id}/access`)).status).toBe(403);
  });
});

describe('service users and keys', () => {
  it('a service user has rights of its own, acts by keys alone, and ends with its deactivation', async () => {
    const service = userSchema.parse((await post('/api/v1/admin/service-users', { name: 'Importer', roles: ['employee'] })).json);
    expect(service).toMatchObject({ kind: 'service', name: 'Importer' });
    const made = createdApiKeySchema.parse(
      (await post(`/api/v1/admin/users/${service.id}/keys`, { name: 'import', scopes: ['documents:read'] })).json,
    );
    const policy = await aPolicy([service.id]);
    const { documentId } = await publish((await aCollection()).id, policy.id, 'For the importer.');
    const read = async () => (await api.request(`/api/v1/documents/${documentId}`, { key: made.secret })).status;
    expect(await read()).toBe(200);
    expect((await admin.call(`/api/v1/documents/${documentId}`)).status).toBe(404);
    expect((await post(`/api/v1/admin/users/${admin.id}/keys`, { name: 'as another', scopes: ['ask'] })).status).toBe(403);
    await admin.call(`/api/v1/admin/users/${service.id}`, { method: 'PATCH', body: { isActive: false } });
    expect(await read()).toBe(401);
    expect(codeOf(await post(`/api/v1/admin/users/${service.id}/keys`, { name: 'late', scopes: ['ask'] }))).toBe('CONFLICT');
  });

  it('an admin sees the keys of all, never a secret, and revokes any of them', async () => {
    const person = await aCaller(api, ['employee'], ['search']);
    const all = async () => z.object({ items: z.array(ownedApiKeySchema) }).parse((await admin.call('/api/v1/admin/keys/all')).json).items;
    const mine = (await all()).find(({ owner }) => owner.id === person.id);
    expect(mine).toMatchObject({ scopes: ['search'], owner: { kind: 'person' }, revokedAt: null });
    expect((await admin.call('/api/v1/admin/keys/all')).text).not.toContain(person.secret);
    expect((await remove(`/api/v1/admin/keys/all/${mine?.id}`)).json).toEqual({ ok: true });
    expect((await person.call('/api/v1/me')).status).toBe(401);
    expect((await remove(`/api/v1/admin/keys/all/${mine?.id}`)).status).toBe(404);
    expect((await all()).find(({ id }) => id === mine?.id)?.revokedAt).not.toBeNull();
    const own = await api.owner('/api/v1/admin/keys', { headers: { 'x-carrel-as': person.id } });
    expect(z.object({ items: z.array(apiKeySchema) }).parse(own.json).items).toEqual([]);
  });

  it('a person is shown with their groups, and the last one who can administer stays', async () => {
    const person = await aCaller(api);
    const group = await aGroup([person.id]);
    expect(userDetailSchema.parse((await admin.call(`/api/v1/admin/users/${person.id}`)).json)).toMatchObject({
      id: person.id,
      kind: 'person',
      groups: [{ id: group }],
    });
    expect((await admin.call(`/api/v1/admin/users/usr_${'0'.repeat(32)}`)).status).toBe(404);
  });
});
