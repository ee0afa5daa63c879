import type { Role, UserId } from '@carrel/core';
import { userIdSchema } from '@carrel/core';
import { z } from 'zod';
import type { TestApi, TestResponse } from './start-test-api.ts';

export const password = 'four quiet reading desks';

export interface TestPerson {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
}

const createdSchema = z.object({ user: z.object({ id: userIdSchema, name: z.string(), email: z.string() }) });

/** A person with a password. */
export async function aPerson(api: TestApi, roles: readonly Role[] = ['employee']): Promise<TestPerson> {
  const email = `${crypto.randomUUID()}@example.com`;
  const created = await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'A Reader', email, password, roles } });
  return createdSchema.parse(created.json).user;
}

export function signIn(
  api: TestApi,
  person: Pick<TestPerson, 'email'>,
  { secret = password, headers = {} }: { readonly secret?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<TestResponse> {
  return api.request('/api/auth/sign-in/email', { method: 'POST', body: { email: person.email, password: secret }, headers });
}

/** The cookies that a browser would keep and send after this response. */
export function cookieOf(response: TestResponse): string {
  return response.headers
    .getSetCookie()
    .filter((line) => !/;\s*max-age=0/i.test(line))
    .map((line) => line.split(';')[0])
    .join('; ');
}

/** Signs in; gives the cookie. */
export async function aSession(
  api: TestApi,
  person: Pick<TestPerson, 'email'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  return cookieOf(await signIn(api, person, { headers }));
}

/** The log, newest first, once everything so far has its number. */
export async function recorded(
  api: TestApi,
): Promise<readonly { readonly type: string; readonly reason: string; readonly leaf: string }[]> {
  const { audit } = api.api.composed.store.read;
  for (let pending = 1; pending > 0; pending = (await audit.listPending(1)).length) await new Promise((resolve) => setTimeout(resolve, 20));
  const { items } = await audit.searchEntries({}, { limit: 100 });
  return items.map(({ type, leaf }) => {
    const text = Buffer.from(leaf).toString('utf8');
    return { type, reason: z.object({ reason: z.string() }).parse(JSON.parse(text)).reason, leaf: text };
  });
}
