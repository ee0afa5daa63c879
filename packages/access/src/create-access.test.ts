import { describe, expect, it } from 'vitest';
import { type AccessRepository, type DocumentRepository, systemActor } from '@carrel/core';
import { aPassage } from '../../../test/support/builders/a-passage.ts';
import { anActor } from '../../../test/support/builders/an-actor.ts';
import { documentId, policyId, userId } from '../../../test/support/builders/ids.ts';
import { createFakeClock } from '../../../test/support/fakes/fake-clock.ts';
import { createRecordingPort } from '../../../test/support/fakes/recording-port.ts';
import { createAccess } from './create-access.ts';

/** A world in which documents with even numbers are readable by users with even numbers, and all by user 0. */
function world() {
  const isAllowed = (reader: string, id: string) =>
    Number.parseInt(reader.slice(-2), 16) === 0 || Number.parseInt(id.slice(-2), 16) % 2 === 0;
  const access = createRecordingPort<AccessRepository>('access', {
    readableDocuments: (ids, readers) =>
      Promise.resolve(new Set(readers.length === 0 ? [] : ids.filter((id) => readers.every((reader) => isAllowed(reader, id))))),
    visiblePolicies: (readers) =>
      Promise.resolve({ epoch: 7, policies: readers.length === 0 ? [] : [{ id: policyId(1), key: 1 }], indexKeys: [], zoneKeys: [] }),
  });
  const documents = createRecordingPort<DocumentRepository>('documents', { findReadable: () => Promise.resolve(null) });
  const gate = createAccess({ repositories: { access: access.port, documents: documents.port }, clock: createFakeClock() });
  return { gate, access, documents };
}

describe('createAccess', () => {
  const passages = [aPassage({ number: 1 }), aPassage({ number: 2 }), aPassage({ number: 4 })];

  it('keeps the passages that the reader may read, in their order', async () => {
    const { gate } = world();
    const kept = await gate.gatePassages(anActor({ userId: userId(2) }), passages);
    expect(kept.map((passage) => passage.rank)).toEqual([2, 4]);
  });

  it('keeps what every one of the audience may read, not what one of them may', async () => {
    const { gate, access } = world();
    const actor = anActor({ userId: userId(0), audienceIds: [userId(0), userId(2)] });
    expect(await gate.gatePassages(actor, passages)).toHaveLength(2);
    expect(access.calls[0]?.input[1]).toEqual([userId(0), userId(2)]);
  });

  it('counts the person who acts among the readers even when the audience leaves them out', async () => {
    const { gate } = world();
    const actor = anActor({ userId: userId(2), audienceIds: [userId(0)] });
    expect(await gate.gatePassages(actor, passages)).toHaveLength(2);
  });

  it.each([
    ['an empty audience', anActor({ userId: userId(0), audienceIds: [] })],
    ['a worker', systemActor('ingest', 'request-test')],
    ['a worker that names readers', { ...systemActor('ingest', 'r'), audience: [{ kind: 'user' as const, userId: userId(0) }] }],
    [
      'an audience with somebody who is no user',
      { ...anActor({ userId: userId(0) }), audience: [{ kind: 'system' as const, name: 'bot' }] },
    ],
  ])('gives nothing to %s', async (_name, actor) => {
    const { gate } = world();
    expect(await gate.gatePassages(actor, passages)).toEqual([]);
    expect((await gate.visiblePolicies(actor)).policies).toEqual([]);
    expect(await gate.mayReadAll(actor, [])).toBe(false);
    await expect(gate.readableDocument(actor, documentId(2))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lets a stored answer be read only when all of its documents may be', async () => {
    const { gate } = world();
    const actor = anActor({ userId: userId(2) });
    expect(await gate.mayReadAll(actor, [documentId(2), documentId(4)])).toBe(true);
    expect(await gate.mayReadAll(actor, [documentId(2), documentId(3)])).toBe(false);
    expect(await gate.mayReadAll(actor, [])).toBe(true);
  });

  it('answers for a missing and for a forbidden document with the same error', async () => {
    const { gate } = world();
    await expect(gate.readableDocument(anActor(), documentId(1))).rejects.toMatchObject({ code: 'NOT_FOUND', details: {} });
  });
});
