import { collectionSchema, createdApiKeySchema, policySchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import type { ApiKeyScope } from '@carrel/core';
import type { PublishedText } from './publish-text.ts';
import type { TestApi } from './start-test-api.ts';

export interface TestPlace {
  readonly collectionId: string;
  readonly policyId: string;
}

/** A collection, and a policy that lets these read. */
export async function aPlace(api: TestApi, readers: readonly string[] = ['everyone']): Promise<TestPlace> {
  const post = async (path: string, body: object) => (await api.owner(path, { method: 'POST', body })).json;
  const policy = policySchema.parse(await post('/api/v1/admin/policies', { name: `Policy ${crypto.randomUUID()}`, readers }));
  const collection = collectionSchema.parse(await post('/api/v1/collections', { name: `Collection ${crypto.randomUUID()}` }));
  return { collectionId: collection.id, policyId: policy.id };
}

export async function publishAt(api: TestApi, place: TestPlace, path: string, text: string): Promise<PublishedText> {
  return api.publishText({
    collectionId: collectionIdSchema.parse(place.collectionId),
    policyId: policyIdSchema.parse(place.policyId),
    path,
    text,
  });
}

/** The secret of a new key of the owner, or of the person. */
export async function aKey(api: TestApi, scopes: readonly ApiKeyScope[], personId?: string): Promise<string> {
  const headers = personId === undefined ? {} : { 'x-carrel-as': personId };
  const made = await api.owner('/api/v1/admin/keys', { method: 'POST', body: { name: 'test', scopes }, headers });
  return createdApiKeySchema.parse(made.json).secret;
}
