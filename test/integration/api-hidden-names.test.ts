import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionSchema, documentSchema, policySchema, uploadResultSchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { z } from 'zod';
import { aCaller, type TestCaller } from '../support/api/a-caller.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';

/** Names tell nothing: what a curator does not see is not in the way of what they call their own. */
let api: TestApi;
let curator: TestCaller;
let insider: TestCaller;
let openPolicy: string;
let hiddenPolicy: string;

const codeOf = (json: unknown) => z.object({ code: z.string() }).parse(json).code;
const post = async (path: string, body: object) => (await api.owner(path, { method: 'POST', body })).json;
const aName = () => `Name ${crypto.randomUUID().slice(0, 8)}`;
const anUpload = (path: string, text: string) => {
  const form = new FormData();
  form.append('path', path);
  form.append('file', new File([text], 'file.txt'));
  return form;
};

beforeAll(async () => {
  api = await startTestApi();
  curator = await aCaller(api, ['curator']);
  insider = await aCaller(api, ['curator']);
  const grant = async (policy: string, principal: string) =>
    post(`/api/v1/admin/policies/${policy}/grants`, { principal, right: 'curate' });
  openPolicy = policySchema.parse(await post('/api/v1/admin/policies', { name: aName(), readers: [] })).id;
  hiddenPolicy = policySchema.parse(await post('/api/v1/admin/policies', { name: aName(), readers: [] })).id;
  for (const { id } of [curator, insider]) await grant(openPolicy, id);
  await grant(hiddenPolicy, insider.id);
}, 60_000);
afterAll(() => api.close());

const aCollection = async (caller: TestCaller, name: string, defaultPolicyId: string) =>
  caller.call('/api/v1/collections', { method: 'POST', body: { name, defaultPolicyId } });

describe('names of collections', () => {
  it('are taken among what one sees: a hidden collection of the name is not in the way, a visible one is', async () => {
    const name = aName();
    expect((await aCollection(insider, name, hiddenPolicy)).status).toBe(201);
    const mine = await aCollection(curator, name, openPolicy);
    expect(mine.status).toBe(201);
    const again = await aCollection(curator, name, openPolicy);
    expect([again.status, codeOf(again.json)]).toEqual([409, 'NAME_TAKEN']);
    // The insider sees both of them, and can name neither a third one so.
    expect(codeOf((await aCollection(insider, name, hiddenPolicy)).json)).toBe('NAME_TAKEN');
  });

  it('can be changed to that of a hidden collection, and not to that of a visible one', async () => {
    const [hidden, visible] = [aName(), aName()];
    await aCollection(insider, hidden, hiddenPolicy);
    await aCollection(curator, visible, openPolicy);
    const { id } = collectionSchema.parse((await aCollection(curator, aName(), openPolicy)).json);
    const rename = (name: string) => curator.call(`/api/v1/collections/${id}`, { method: 'PATCH', body: { name } });
    expect(codeOf((await rename(visible)).json)).toBe('NAME_TAKEN');
    expect(collectionSchema.parse((await rename(hidden)).json).name).toBe(hidden);
    expect((await rename(hidden)).status).toBe(200);
  });
});

describe('places of documents', () => {
  async function aPlace() {
    const collection = collectionSchema.parse((await aCollection(curator, aName(), openPolicy)).json);
    const hidden = await api.publishText({
      collectionId: collectionIdSchema.parse(collection.id),
      policyId: policyIdSchema.parse(hiddenPolicy),
      path: 'plan.txt',
      text: 'The plan that nobody sees.',
    });
    const upload = async (caller: TestCaller, path: string, text: string, policy = openPolicy) => {
      const { json } = await caller.call(`/api/v1/collections/${collection.id}/documents?policy=${policy}`, {
        method: 'POST',
        body: anUpload(path, text),
      });
      const [file] = uploadResultSchema.parse(json).files;
      return file;
    };
    return { collection, hidden, upload };
  }

  it('are free to somebody who does not see what lies there: the upload is a new document, with the very same bytes too', async () => {
    const { hidden, upload } = await aPlace();
    const file = await upload(curator, 'plan.txt', 'The plan that nobody sees.');
    expect(file?.outcome).toBe('accepted');
    if (file?.outcome !== 'accepted') return;
    expect(file.document.id).not.toBe(hidden.documentId);
    const again = await upload(curator, 'plan.txt', 'The plan that nobody sees.');
    expect(again).toMatchObject({ outcome: 'unchanged', document: { id: file.document.id } });
  });

  it('renew, for somebody who sees several documents there, the one of the policy that was named', async () => {
    const { hidden, upload } = await aPlace();
    await upload(curator, 'plan.txt', 'A plan for everybody.');
    const renewed = await upload(insider, 'plan.txt', 'A better plan that nobody sees.', hiddenPolicy);
    expect(renewed).toMatchObject({ outcome: 'accepted', document: { id: hidden.documentId } });
  });

  it('can be moved to by somebody who does not see what lies there, and not onto what they see', async () => {
    const { upload } = await aPlace();
    const file = await upload(curator, 'draft.txt', 'A draft.');
    await upload(curator, 'other.txt', 'Another draft.');
    const id = file?.outcome === 'accepted' ? file.document.id : '';
    const move = (path: string) => curator.call(`/api/v1/documents/${id}`, { method: 'PATCH', body: { path } });
    expect(codeOf((await move('other.txt')).json)).toBe('NAME_TAKEN');
    expect(documentSchema.parse((await move('plan.txt')).json).path).toBe('plan.txt');
  });

  it('do not take a document under a policy that another one there has', async () => {
    const { upload } = await aPlace();
    const file = await upload(curator, 'plan.txt', 'A plan for everybody.');
    const id = file?.outcome === 'accepted' ? file.document.id : '';
    const moved = await insider.call(`/api/v1/documents/${id}`, { method: 'PATCH', body: { policyId: hiddenPolicy } });
    expect([moved.status, codeOf(moved.json)]).toEqual([409, 'NAME_TAKEN']);
  });
});
