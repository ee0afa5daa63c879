import { beforeEach, describe, expect, it } from 'vitest';
import type { AnswerResult, ConversationId, RecordStore, UserId } from '../../../../packages/core/src/index.ts';
import { aPassage } from '../../builders/a-passage.ts';
import { documentId } from '../../builders/ids.ts';
import { ids, now, nowMs, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeAnswers(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  let ownerId: UserId;
  beforeEach(async () => {
    ({ store, world } = subject());
    ownerId = await world.aUser();
  });

  const first = aPassage({ number: 1, headings: ['Ä'], page: 3, location: { kind: 'slide', slide: 3 } });
  const passages = [first, aPassage({ number: 2 }), aPassage({ number: 1, rank: 3 })];
  const result: AnswerResult = {
    decision: 'answered',
    text: 'Sixteen weeks. 🍼',
    citations: [
      {
        number: 1,
        chunkId: first.chunkId,
        documentId: first.documentId,
        versionId: first.versionId,
        title: 'Leave',
        path: 'a.md',
        page: null,
        location: { kind: 'slide', slide: 3 },
        quote: '16 weeks',
        span: { start: 3, end: 11 },
        context: 'Parental leave',
        supported: true,
      },
    ],
    model: { name: 'small', id: 'abc', remoteHost: null },
    timings: { retrieveMs: 4.5, firstTokenMs: null, totalMs: 900 },
    provenance: {
      searchQuery: 'How long is the leave in Germany?',
      quotingReason: null,
      settingsVersion: 3,
      model: { fileSha256: null, engine: 'engine 1', promptTemplateSha256: 'f'.repeat(64) },
      checks: { supported: 2, dropped: { number: 1, off_topic: 2 } },
      disagreements: [{ kind: 'number', citations: [1, 2] }],
      passages: [{ chunkId: first.chunkId, strength: 'strong', isInPrompt: true, isCited: true }],
    },
  };

  const aConversation = async (change: { readonly title?: string; readonly createdAt?: string } = {}): Promise<ConversationId> => {
    const id = ids.conversationId();
    await store.read.answers.createConversation({ id, ownerId, title: 'Leave', createdAt: startOfTime, ...change });
    return id;
  };
  const anAnswer = async (conversationId: ConversationId, leaseUntilMs = nowMs) => {
    const answer = {
      id: ids.answerId(),
      conversationId,
      ownerId,
      question: 'How long? 👶',
      passages,
      intentEventId: ids.auditEventId(),
      createdAt: now,
    };
    await store.read.answers.acceptAnswer({ ...answer, leaseUntilMs });
    return answer;
  };
  const close = (id: Parameters<typeof store.read.answers.closeAnswer>[0], terminalEventId = ids.auditEventId()) =>
    store.read.answers.closeAnswer(id, { state: 'completed', result, terminalEventId, at: now });

  describe('answers', () => {
    it('is open until it is closed, and keeps everything exactly', async () => {
      const answer = await anAnswer(await aConversation());
      const { intentEventId, ...rest } = answer;
      const open = {
        ...rest,
        intentEventId,
        state: 'accepted',
        result: null,
        documentIds: [documentId(1), documentId(2)],
        terminalEventId: null,
        feedback: null,
        sharedAt: null,
      };
      expect(await store.read.answers.findAnswer(answer.id)).toEqual(open);
      const terminalEventId = ids.auditEventId();
      expect(await close(answer.id, terminalEventId)).toBe(true);
      expect(await store.read.answers.findAnswer(answer.id)).toEqual({ ...open, state: 'completed', result, terminalEventId });
      expect((await store.read.answers.listAnswers(answer.conversationId)).map((one) => one.id)).toEqual([answer.id]);
    });

    it('is closed once, by one of many', async () => {
      const { id } = await anAnswer(await aConversation());
      const other = await subject().open();
      const closings = await Promise.all([
        close(id),
        other.read.answers.closeAnswer(id, { state: 'interrupted', result: null, terminalEventId: ids.auditEventId(), at: now }),
        close(id),
      ]);
      expect(closings.filter(Boolean)).toHaveLength(1);
      expect(await close(id)).toBe(false);
    });

    it('is abandoned when nobody renewed its lease, and not when it is closed', async () => {
      const conversationId = await aConversation();
      const [kept, lost, closed] = [
        await anAnswer(conversationId, nowMs - 20),
        await anAnswer(conversationId, nowMs - 10),
        await anAnswer(conversationId, nowMs - 10),
      ];
      await close(closed.id);
      await store.read.answers.renewAnswerLeases([kept.id, closed.id], nowMs);
      await store.read.answers.renewAnswerLeases([], nowMs);
      const abandoned = await store.read.answers.listAbandoned(nowMs, 1_000);
      expect(abandoned).toContainEqual({ id: lost.id, ownerId, intentEventId: lost.intentEventId });
      expect(abandoned.map((one) => one.id)).not.toEqual(expect.arrayContaining([kept.id]));
      expect(abandoned.map((one) => one.id)).not.toEqual(expect.arrayContaining([closed.id]));
    });

    it('is found by a document that it cites, by its owner alone and while the conversation is there', async () => {
      const conversationId = await aConversation();
      const [older, open, newer] = [await anAnswer(conversationId), await anAnswer(conversationId), await anAnswer(conversationId)];
      await close(older.id);
      await close(newer.id);
      const citing = async (document = first.documentId, person = ownerId, limit = 10) =>
        (await store.read.answers.listCiting(document, person, limit)).map(({ id }) => id);
      expect(new Set(await citing())).toEqual(new Set([older.id, newer.id]));
      expect(await citing()).not.toContain(open.id);
      expect(await citing(first.documentId, ownerId, 1)).toHaveLength(1);
      // A passage that was looked at and not cited is no use of the document.
      expect(await citing(documentId(2))).toEqual([]);
      expect(await citing(first.documentId, await world.aUser())).toEqual([]);
      await store.read.answers.deleteConversation(conversationId, ownerId, now);
      expect(await citing()).toEqual([]);
    });

    it('takes feedback from its owner alone', async () => {
      const { id } = await anAnswer(await aConversation());
      const feedback = { rating: 'not-helpful', reason: 'outdated', at: now } as const;
      expect(await store.read.answers.setFeedback(id, await world.aUser(), feedback)).toBe(false);
      expect(await store.read.answers.setFeedback(id, ownerId, feedback)).toBe(true);
      expect((await store.read.answers.findAnswer(id))?.feedback).toEqual(feedback);
    });
  });

  describe('sharing', () => {
    it('is its owner’s alone to begin and to end, and an answer stays shared since when it was', async () => {
      const { id } = await anAnswer(await aConversation());
      await close(id);
      const later = new Date(Date.parse(now) + 1000).toISOString();
      expect(await store.read.answers.shareAnswer(id, await world.aUser(), now)).toBeNull();
      expect((await store.read.answers.findAnswer(id))?.sharedAt).toBeNull();
      expect(await store.read.answers.shareAnswer(id, ownerId, now)).toEqual({ sharedAt: now, isChanged: true });
      expect(await store.read.answers.shareAnswer(id, ownerId, later)).toEqual({ sharedAt: now, isChanged: false });
      expect((await store.read.answers.findAnswer(id))?.sharedAt).toBe(now);
      expect(await store.read.answers.shareAnswer(id, ownerId, null)).toEqual({ sharedAt: null, isChanged: true });
      expect(await store.read.answers.shareAnswer(id, ownerId, null)).toEqual({ sharedAt: null, isChanged: false });
    });

    it('is of complete answers, and ends with their conversation', async () => {
      const conversationId = await aConversation();
      const [open, done] = [await anAnswer(conversationId), await anAnswer(conversationId)];
      await close(done.id);
      expect(await store.read.answers.shareAnswer(open.id, ownerId, now)).toBeNull();
      await store.read.answers.deleteConversation(conversationId, ownerId, now);
      expect(await store.read.answers.shareAnswer(done.id, ownerId, now)).toBeNull();
    });
  });

  describe('conversations', () => {
    it('is its owner’s alone', async () => {
      const id = await aConversation();
      const stranger = await world.aUser();
      expect(await store.read.answers.findConversation(id, ownerId)).toEqual({
        id,
        ownerId,
        title: 'Leave',
        isPinned: false,
        createdAt: startOfTime,
        updatedAt: startOfTime,
      });
      expect(await store.read.answers.findConversation(id, stranger)).toBeNull();
      expect(await store.read.answers.updateConversation(id, stranger, { title: 'x' })).toBeNull();
      expect(await store.read.answers.deleteConversation(id, stranger, now)).toBe(false);
      expect((await store.read.answers.listConversations(stranger, { limit: 10 })).items).toEqual([]);
    });

    it('is listed pinned first, then newest change first, in pages', async () => {
      const oldest = await aConversation({ createdAt: '2026-01-01T00:00:00.000Z' });
      const middle = await aConversation({ createdAt: '2026-01-02T00:00:00.000Z', title: 'ÜBER Reisen' });
      const newest = await aConversation({ createdAt: '2026-01-03T00:00:00.000Z' });
      await store.read.answers.updateConversation(oldest, ownerId, { isPinned: true });
      const first = await store.read.answers.listConversations(ownerId, { limit: 2 });
      expect(first.items.map((one) => one.id)).toEqual([oldest, newest]);
      const rest = await store.read.answers.listConversations(ownerId, { limit: 2, cursor: first.nextCursor ?? '' });
      expect(rest).toMatchObject({ items: [{ id: middle }], nextCursor: null });
      expect((await store.read.answers.listConversations(ownerId, { limit: 9, text: 'über' })).items.map((one) => one.id)).toEqual([
        middle,
      ]);
      await anAnswer(middle);
      expect((await store.read.answers.listConversations(ownerId, { limit: 9 })).items.map((one) => one.id)).toEqual([
        oldest,
        middle,
        newest,
      ]);
    });

    it('takes its answers with it; one that is being written still gets its terminal record', async () => {
      const id = await aConversation();
      const [done, open] = [await anAnswer(id), await anAnswer(id, nowMs - 1)];
      await close(done.id);
      expect(await store.read.answers.deleteConversation(id, ownerId, now)).toBe(true);
      expect(await store.read.answers.findAnswer(done.id)).toBeNull();
      expect(await store.read.answers.findAnswer(open.id)).toBeNull();
      expect(await store.read.answers.listAnswers(id)).toEqual([]);
      expect((await store.read.answers.listAbandoned(nowMs, 1_000)).map((one) => one.id)).toContain(open.id);
      expect(await close(open.id)).toBe(true);
      expect(await close(open.id)).toBe(false);
      expect(await store.read.answers.deleteConversation(id, ownerId, now)).toBe(false);
    });
  });
}
