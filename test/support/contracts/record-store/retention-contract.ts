import { beforeEach, describe, expect, it } from 'vitest';
import { embeddedText, type RecordStore, type UserId } from '../../../../packages/core/src/index.ts';
import { aChunkId, ids, now, nowMs, sha256Of, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeRetention(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  let person: UserId;
  let officers: readonly [UserId, UserId];
  beforeEach(async () => {
    ({ store, world } = subject());
    person = await world.aUser();
    officers = [await world.aUser(), await world.aUser()];
  });

  describe('retention', () => {
    it('holds a person until two people have released it', async () => {
      const { retention } = store.read;
      const owner = { kind: 'user', userId: person } as const;
      const id = `hold_${person}`;
      expect(await retention.isHeld(owner)).toBe(false);
      await retention.placeHold({ id, owner, reason: 'case 7', placedBy: officers[0], placedAt: now });
      expect(await retention.isHeld(owner)).toBe(true);
      expect(await retention.releaseHold(id, officers[1], now)).toBe(false);
      const asked = { by: officers[0], at: now, eventId: ids.auditEventId() };
      expect(await retention.askRelease(id, asked)).toBe(true);
      expect(await retention.askRelease(id, { ...asked, by: officers[1] })).toBe(false);
      expect(await retention.releaseHold(id, officers[0], now)).toBe(false);
      expect(await retention.isHeld(owner)).toBe(true);
      expect(await retention.releaseHold(id, officers[1], now)).toBe(true);
      expect(await retention.releaseHold(id, officers[1], now)).toBe(false);
      expect(await retention.isHeld(owner)).toBe(false);
      const released = { id, owner, reason: 'case 7', placedBy: officers[0], placedAt: now, releaseAsked: asked };
      expect(await retention.findHold(id)).toEqual({ ...released, releasedBy: officers[1], releasedAt: now });
      expect((await retention.listHolds()).map((hold) => hold.id)).toContain(id);
      expect(await retention.findHold('hold_unknown')).toBeNull();
    });

    it('closes a request to erase once, by another person than the one who asked', async () => {
      const { retention } = store.read;
      const owner = { kind: 'user', userId: person } as const;
      const request = {
        id: `era_${person}`,
        owner,
        reason: 'request 12',
        askedBy: officers[0],
        askedAt: now,
        eventId: ids.auditEventId(),
      };
      await retention.askErasure(request);
      expect(await retention.closeErasure(request.id, officers[0], now)).toBe(false);
      expect(await retention.closeErasure(request.id, officers[1], now)).toBe(true);
      expect(await retention.closeErasure(request.id, officers[1], now)).toBe(false);
      expect(await retention.findErasure(request.id)).toEqual({ ...request, approvedBy: officers[1], executedAt: now });
      expect((await retention.listErasures()).map((one) => one.id)).toContain(request.id);
    });

    it('erases what a person is and wrote, and nothing of anybody else', async () => {
      const { retention, identity, answers } = store.read;
      const conversations = [person, officers[0]].map((ownerId) => ({ id: ids.conversationId(), ownerId, title: 'Leave', createdAt: now }));
      for (const one of conversations) await answers.createConversation(one);
      const email = (await identity.findUser(person))?.email ?? '';
      await retention.erasePerson(person, now);
      expect(await identity.findUser(person)).toMatchObject({ name: 'Erased person', isActive: false });
      expect(await identity.findUserByEmail(email)).toBeNull();
      const left = conversations.map(({ id, ownerId }) => answers.findConversation(id, ownerId));
      expect((await Promise.all(left)).map((one) => one?.title ?? null)).toEqual([null, 'Leave']);
      expect((await identity.findUser(officers[0]))?.isActive).toBe(true);
      await store.forgetDeleted();
    });

    it('erases a document with its versions, passages, vectors and name, and tells which files are left to be removed', async () => {
      const { retention, documents, chunks, embeddingCache, indexCare } = store.read;
      const texts = [`One ${person}`, `Two ${person}`];
      const { documentId, versionId, generation } = await world.aPublishedDocument({ title: `Plan ${person}`, texts });
      const kept = await world.aPublishedDocument({ texts: [`Three ${person}`] });
      const keys = [...texts, `Three ${person}`].map((text) => sha256Of(embeddedText({ context: 'Title', text })));
      const model = `model ${person}`;
      await embeddingCache.put(
        model,
        keys.map((textSha256) => ({ textSha256, vector: Float32Array.of(1) })),
      );
      const owner = { kind: 'document', documentId } as const;
      expect((await retention.listDocumentCards(`plan ${person}`.toLowerCase(), 10)).map(({ id }) => id)).toEqual([documentId]);
      const busy = await world.aDocument();
      await store.read.versions.claim(busy.versionId, 'worker', nowMs, 60_000);
      expect(await retention.findObstacle(busy.documentId, nowMs)).toBe('being-ingested');
      expect(await retention.findObstacle(busy.documentId, nowMs + 120_000)).toBeNull();
      expect(await retention.findObstacle(documentId, nowMs)).toBeNull();
      expect(await retention.isHeld(owner)).toBe(false);
      await retention.placeHold({ id: `hold_${documentId}`, owner, reason: 'case 8', placedBy: officers[0], placedAt: now });
      expect(await retention.isHeld(owner)).toBe(true);
      expect(await retention.isHeld({ kind: 'document', documentId: kept.documentId })).toBe(false);

      await retention.eraseDocument(documentId, now);
      expect(await documents.find(documentId)).toBeNull();
      expect(await chunks.listForVersion(versionId)).toEqual([]);
      expect([...(await embeddingCache.find(model, keys)).keys()]).toEqual(keys.slice(2));
      expect(await indexCare.listStaleGenerations(10_000)).toContain(generation);
      expect(await retention.findDocumentCard(documentId)).toMatchObject({ title: 'Erased document', path: documentId, versions: [] });
      expect(await retention.findHold(`hold_${documentId}`)).toMatchObject({ owner, reason: '' });
      const file = sha256Of(versionId);
      expect(await retention.listBlobRemovals()).toContainEqual({ sha256: file, isInUse: false });
      await retention.forgetBlobRemovals([file]);
      expect(await retention.listBlobRemovals()).not.toContainEqual({ sha256: file, isInUse: false });
      expect((await chunks.listForVersion(kept.versionId)).map(({ text }) => text)).toEqual([`Three ${person}`]);
    });

    it('takes the words from an answer that rests on an erased document, also from one that is written at that moment', async () => {
      const { retention, answers } = store.read;
      const { documentId, versionId } = await world.aPublishedDocument();
      const conversationId = ids.conversationId();
      await answers.createConversation({ id: conversationId, ownerId: person, title: 'Plan', createdAt: now });
      const passage = {
        rank: 1,
        chunkId: aChunkId(),
        documentId,
        versionId,
        collectionId: ids.collectionId(),
        policyId: ids.policyId(),
        title: 'Plan',
        path: 'plan.txt',
        page: null,
        headings: ['One'],
        span: { start: 0, end: 9 },
        text: 'The plan.',
        textSha256: sha256Of('The plan.'),
        score: 1,
      };
      const result = {
        decision: 'quoted',
        text: 'The plan.',
        citations: [],
        model: null,
        timings: { retrieveMs: 1, firstTokenMs: null, totalMs: 2 },
        provenance: null,
      } as const;
      const accept = async () => {
        const id = ids.answerId();
        const asked = { id, conversationId, ownerId: person, question: 'What?', passages: [passage], intentEventId: ids.auditEventId() };
        await answers.acceptAnswer({ ...asked, createdAt: now, leaseUntilMs: nowMs + 60_000 });
        return id;
      };
      const close = (id: Awaited<ReturnType<typeof accept>>) =>
        answers.closeAnswer(id, { state: 'completed', result, terminalEventId: ids.auditEventId(), at: now });
      const [written, writing] = [await accept(), await accept()];
      await close(written);
      expect(await answers.findAnswer(written)).toMatchObject({ result: { text: 'The plan.' }, passages: [{ text: 'The plan.' }] });
      await retention.placeHold({
        id: `hold_${person}`,
        owner: { kind: 'user', userId: person },
        reason: 'case',
        placedBy: officers[0],
        placedAt: now,
      });
      expect(await retention.isHeld({ kind: 'document', documentId })).toBe(true);
      await retention.eraseDocument(documentId, now);
      await close(writing);
      for (const id of [written, writing])
        expect(await answers.findAnswer(id)).toMatchObject({
          question: 'What?',
          documentIds: [documentId],
          result: { text: '', citations: [] },
          passages: [{ text: '', title: '', path: '', headings: [] }],
        });
    });
  });
}
