import { createdApiKeySchema, createdUserSchema } from '@carrel/contract';
import { apiKeyScopes } from '@carrel/core';
import type { TestApi, TestRequest, TestResponse } from './start-test-api.ts';

/** A person or service of a test, who calls by a key of their own. */
export interface TestCaller {
  readonly id: string;
  readonly secret: string;
  call(path: string, options?: TestRequest): Promise<TestResponse>;
}

/** Adds a person with these roles, and makes them a key with all scopes, or with these. */
export async function aCaller(
  api: TestApi,
  roles: readonly string[] = ['employee'],
  scopes: readonly string[] = apiKeyScopes,
): Promise<TestCaller> {
  const body = { name: `Person ${crypto.randomUUID().slice(0, 8)}`, email: `${crypto.randomUUID()}@example.com`, roles };
  const { user } = createdUserSchema.parse((await api.owner('/api/v1/admin/users', { method: 'POST', body })).json);
  const key = await api.owner('/api/v1/admin/keys', {
    method: 'POST',
    body: { name: 'test', scopes },
    headers: { 'x-carrel-as': user.id },
  });
  const { secret } = createdApiKeySchema.parse(key.json);
  return { id: user.id, secret, call: (path, options = {}) => api.request(path, { key: secret, ...options }) };
}
