import { collectionSchema, policySchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import type { TestApi } from './start-test-api.ts';

/** What the published rule answers. */
export const leaveQuestion = 'How many weeks of parental leave may employees take?';

/** Publishes one document that everybody may read, and that says sixteen weeks. */
export async function publishLeaveRule(api: TestApi): Promise<void> {
  const name = `Place ${crypto.randomUUID()}`;
  const body = { name, readers: ['everyone'] };
  const policy = policySchema.parse((await api.owner('/api/v1/admin/policies', { method: 'POST', body })).json);
  const collection = collectionSchema.parse((await api.owner('/api/v1/collections', { method: 'POST', body: { name } })).json);
  await api.publishText({
    collectionId: collectionIdSchema.parse(collection.id),
    policyId: policyIdSchema.parse(policy.id),
    path: 'leave.txt',
    text: 'Employees may take sixteen weeks of parental leave at full pay.\nThe canteen opens at noon on every working day.',
  });
}
