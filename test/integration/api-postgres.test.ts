import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askResultSchema, collectionSchema, createdUserSchema, uploadResultSchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import type { TestApi, TestResponse } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { TestDatabase } from '../support/postgres.ts';
import { createTestDatabase, needsPostgres } from '../support/postgres.ts';

const cookieOf = (response: TestResponse) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

describe.runIf(await needsPostgres())('the API on PostgreSQL', () => {
  let database: TestDatabase;
  let api: TestApi;
  beforeAll(async () => {
    database = await createTestDatabase();
    api = await startTestApi({ CARREL_DATABASE_URL: database.url });
  }, 60_000);
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  it('signs people in by link and by password, keeps their sessions and ends them', async () => {
    const link = createdUserSchema.parse(
      (await api.owner('/api/v1/admin/users', { method: 'POST', body: { name: 'A', email: 'a@example.com' } })).json,
    ).signInUrl;
    const body = { token: link?.split('#token=')[1] };
    const first = await api.request('/api/v1/sign-in-link', { method: 'POST', body });
    expect(first.status).toBe(200);
    expect((await api.request('/api/v1/sign-in-link', { method: 'POST', body })).status).toBe(401);
    const person = { name: 'Anna', email: 'anna@example.com', password: 'a long enough password' };
    expect((await api.request('/api/v1/setup', { method: 'POST', cookie: cookieOf(first), body: person })).status).toBe(200);
    const signIn = await api.request('/api/auth/sign-in/email', {
      method: 'POST',
      body: { email: person.email, password: person.password },
    });
    expect(signIn.status).toBe(200);
    const cookie = cookieOf(signIn);
    expect((await api.request('/api/v1/me', { cookie })).json).toMatchObject({ name: 'Anna', roles: ['employee'] });
    await api.request('/api/auth/sign-out', { method: 'POST', cookie, body: {} });
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(401);
  });

  it('takes files, answers with citations and keeps the record', async () => {
    const { id, defaultPolicyId } = collectionSchema.parse(
      (await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'Handbook' } })).json,
    );
    const form = new FormData();
    form.append('file', new Blob(['Visitors sign in.']), 'visitors.txt');
    const { files } = uploadResultSchema.parse(
      (await api.owner(`/api/v1/collections/${id}/documents`, { method: 'POST', body: form, headers: { 'idempotency-key': 'once' } })).json,
    );
    expect(files.map(({ outcome }) => outcome)).toEqual(['accepted']);
    const text = 'Employees may take sixteen weeks of parental leave at full pay.\nThe canteen opens at noon.';
    await api.publishText({
      collectionId: collectionIdSchema.parse(id),
      policyId: policyIdSchema.parse(defaultPolicyId),
      path: 'leave.txt',
      text,
    });
    const answer = askResultSchema.parse(
      (
        await api.owner('/api/v1/ask', {
          method: 'POST',
          body: { question: 'How many weeks of parental leave may employees take?', stream: false },
        })
      ).json,
    );
    expect(answer.decision).toBe('quoted');
    for (const { start, end, quote } of answer.citations) expect(text.slice(start, end)).toBe(quote);
    expect((await api.owner(`/api/v1/conversations/${answer.conversationId}`)).json).toMatchObject({ turns: [{ state: 'complete' }] });
  });
});
