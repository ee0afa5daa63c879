import { describe, expect, test } from 'vitest';
import { anActor } from '../../../../test/support/builders/an-actor.ts';
import { aPassage } from '../../../../test/support/builders/a-passage.ts';
import { documentId, policyId, userId } from '../../../../test/support/builders/ids.ts';
import { systemActor } from '@carrel/core';
import { anonymousActor, type AuditEvent } from '../events/audit-event.ts';
import { createAuditHarness } from '../fixtures/audit-harness.ts';
import { canary, everyEvent } from '../fixtures/every-event.ts';
import { leafSchema, type Leaf } from '../leaf/leaf-schema.ts';
import { unsealEvent } from '../sealing/unseal-event.ts';

const events: readonly AuditEvent[] = Object.values(everyEvent);

async function leafOf(event: AuditEvent, actor = anActor({ ipAddress: canary, userAgent: canary })) {
  const harness = createAuditHarness();
  const id = await harness.record(event, actor);
  await harness.drain();
  const entry = await harness.store.read.audit.findEntry(id);
  const text = Buffer.from(entry?.leaf ?? []).toString('utf8');
  const leaf: Leaf = leafSchema.parse(JSON.parse(text));
  return { harness, id, entry, text, leaf };
}

describe('every event', () => {
  test.each(events.map((event) => [event.type, event] as const))(
    '%s becomes a leaf that holds nothing that anybody wrote',
    async (_type, event) => {
      const { harness, id, text, leaf } = await leafOf(event);
      expect(leaf.type).toBe(event.type);
      expect(text).not.toContain(canary);
      expect(text).not.toContain('usr_');
      expect(JSON.stringify(harness.store.state.pending)).not.toContain(canary);
      for (const field of Object.values(await unsealEvent({ audit: harness.store.read.audit, keyring: harness.keyring }, id)))
        expect(field?.status).toBe('opened');
    },
  );

  test('what was sealed can be read again, by who has the key', async () => {
    const { harness, id } = await leafOf(everyEvent['question.accepted']);
    const fields = await unsealEvent({ audit: harness.store.read.audit, keyring: harness.keyring }, id);
    expect(fields.question).toEqual({ status: 'opened', value: `How long is parental leave? ${canary}` });
    expect(fields.ip).toEqual({ status: 'opened', value: canary });
  });
});

test('the columns of an entry are those of its leaf, and its context lists the passages', async () => {
  const { entry, leaf } = await leafOf(everyEvent['answer.completed']);
  expect(entry).toMatchObject({
    type: leaf.type,
    actorRef: leaf.actor.ref,
    targetRef: leaf.target?.ref,
    channel: 'web',
    outcome: 'success',
  });
  expect(entry?.context).toEqual([expect.objectContaining({ documentRef: documentId(1), isInPrompt: true, isCited: true })]);
});

test('label and number of a passage’s policy are those that hold at the time', async () => {
  const harness = createAuditHarness();
  harness.store.state.policies.push({ id: policyId(1), key: 412, name: 'HR', label: 'confidential', isStrict: false });
  const id = await harness.record(everyEvent['question.accepted']);
  await harness.drain();
  const entry = await harness.store.read.audit.findEntry(id);
  expect(leafSchema.parse(JSON.parse(Buffer.from(entry?.leaf ?? []).toString())).ctx?.[0]).toMatchObject({
    label: 'confidential',
    policy: 412,
  });
});

test('one person has one pseudonym, two persons have two', async () => {
  const harness = createAuditHarness();
  const ids = [
    await harness.record(everyEvent.heartbeat),
    await harness.record(everyEvent.heartbeat),
    await harness.record(everyEvent.heartbeat, anActor({ userId: userId(2) })),
  ];
  await harness.drain();
  const refs = await Promise.all(ids.map(async (id) => (await harness.store.read.audit.findEntry(id))?.actorRef));
  expect(refs[0]).toMatch(/^sub_[0-9a-f]{32}$/);
  expect(refs[1]).toBe(refs[0]);
  expect(refs[2]).not.toBe(refs[0]);
});

test('context beyond 64 passages goes into a sealed attachment, and stays searchable', async () => {
  const passages = Array.from({ length: 100 }, (_, index) => aPassage({ number: index + 1 }));
  const { harness, id, entry, leaf } = await leafOf({ ...everyEvent['search.executed'], passages });
  expect(leaf.ctx).toHaveLength(64);
  expect(leaf.ctx_more).toEqual({ s: 'ctx', count: 36 });
  expect(entry?.context).toHaveLength(100);
  const fields = await unsealEvent({ audit: harness.store.read.audit, keyring: harness.keyring }, id);
  expect(fields.ctx).toMatchObject({ status: 'opened', value: expect.objectContaining({ length: 36 }) });
});

test('the digest of a passage differs from event to event, so that equal texts cannot be told', async () => {
  const harness = createAuditHarness();
  const ids = [await harness.record(everyEvent['search.executed']), await harness.record(everyEvent['search.executed'])];
  await harness.drain();
  const digests = await Promise.all(
    ids.map(
      async (id) =>
        leafSchema.parse(JSON.parse(Buffer.from((await harness.store.read.audit.findEntry(id))?.leaf ?? []).toString())).ctx?.[0]?.h,
    ),
  );
  expect(new Set(digests).size).toBe(2);
});

test('what a service does for a person is sealed under the person’s key', async () => {
  const harness = createAuditHarness();
  const bot = { ...systemActor('slack', 'r1'), onBehalfOf: { kind: 'user' as const, userId: userId(3) } };
  await harness.record(everyEvent['answer.rated'], bot);
  expect(harness.store.state.keys.map((key) => key.ownerRef)).toEqual([harness.store.state.subjects.get(userId(3))]);
});

test('a failed sign-in under a known name is sealed for that person, under an unknown one with the key of the month', async () => {
  const anonymous = anonymousActor({ channel: 'web', requestId: 'r1', ipAddress: '192.0.2.1' });
  const known = createAuditHarness();
  await known.record({ ...everyEvent['login.failed'], userId: userId(4) }, anonymous);
  expect(known.store.state.keys.map((key) => key.ownerRef)).toEqual([known.store.state.subjects.get(userId(4))]);
  const unknown = createAuditHarness();
  await unknown.record(everyEvent['login.failed'], anonymous);
  expect(unknown.store.state.keys.map((key) => key.ownerRef)).toEqual(['anon_2026-01']);
});

test('a request id that somebody could have written is refused before anything is recorded', async () => {
  const harness = createAuditHarness();
  await expect(harness.record(everyEvent.heartbeat, anActor({ requestId: 'hello, <b>world</b>' }))).rejects.toMatchObject({
    code: 'INTERNAL',
  });
  expect(harness.store.state.pending).toEqual([]);
});

test('an event for which there is no key to seal it is refused', async () => {
  const { createVault } = await import('./vault.ts');
  const harness = createAuditHarness();
  const vault = createVault(harness.store.read, null);
  await expect(vault.dataKey({ kind: 'subject', ref: 'sub_1' })).rejects.toMatchObject({ code: 'INTERNAL' });
});
