import { beforeEach, describe, expect, it } from 'vitest';
import { type AuditEventId, documentIdSchema, type LogEntry, type RecordStore } from '../../../../packages/core/src/index.ts';
import { ids, now, sha256Of, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

let nextShard = 3_000;

export function describeAudit(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  let shard: number;
  beforeEach(() => {
    ({ store, world } = subject());
    shard = nextShard += 1;
  });

  const entry = (seq: number, change: Partial<LogEntry> = {}): LogEntry => ({
    shard,
    seq,
    id: ids.auditEventId(),
    time: new Date(Date.parse(now) + seq * 1_000).toISOString(),
    type: 'question.accepted',
    outcome: 'success',
    actorRef: `sub_${shard}`,
    targetRef: null,
    channel: 'web',
    leaf: Uint8Array.from([0, 1, 255, seq % 256]),
    leafHash: sha256Of(`${shard}:${seq}`),
    context: [],
    ...change,
  });
  const pending = (id: AuditEventId, draft = '{"type":"x"}') => ({ id, draft, createdAt: now });

  describe('audit', () => {
    it('keeps a draft with the change that it tells of, or neither', async () => {
      const [kept, lost] = [ids.auditEventId(), ids.auditEventId()];
      await store.transaction(({ audit }) => audit.insertPending(pending(kept, '{"ä":"𝔘"}')));
      const failing = store.transaction(async ({ audit }) => {
        await audit.insertPending(pending(lost));
        throw new Error('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      const waiting = await store.read.audit.listPending(10_000);
      expect(waiting).toContainEqual(pending(kept, '{"ä":"𝔘"}'));
      expect(waiting.map((event) => event.id)).not.toContain(lost);
    });

    it('lists drafts in the order in which they came', async () => {
      const events = Array.from({ length: 5 }, () => ids.auditEventId());
      for (const id of events) await store.read.audit.insertPending(pending(id));
      const waiting = (await store.read.audit.listPending(10_000)).map((event) => event.id);
      expect(waiting.filter((id) => events.includes(id))).toEqual(events);
      expect(await store.read.audit.listPending(1)).toHaveLength(1);
    });

    it('appends entries byte by byte and removes their drafts', async () => {
      const entries = Array.from({ length: 450 }, (_, seq) => entry(seq));
      for (const one of entries.slice(0, 3)) await store.read.audit.insertPending(pending(one.id));
      await store.transaction(({ audit }) => audit.appendEntries(entries));
      expect(await store.read.audit.listEntries(shard, 0, 1_000)).toEqual(entries);
      expect(await store.read.audit.listEntries(shard, 448, 1_000)).toEqual(entries.slice(448));
      const waiting = (await store.read.audit.listPending(10_000)).map((event) => event.id);
      expect(entries.filter((one) => waiting.includes(one.id))).toEqual([]);
      expect(await store.read.audit.listShards()).toContainEqual({ shard, size: 450 });
      const last = entries[449];
      expect(await store.read.audit.findTail()).toEqual({ shard, seq: 449, leafHash: last?.leafHash, time: last?.time });
    });

    it('finds an entry, and tells a waiting draft from a numbered one', async () => {
      const context = [
        { documentRef: 'doc_b', versionRef: 'dv_b', chunkRef: 'chk_b', isInPrompt: true, isCited: false },
        { documentRef: 'doc_a', versionRef: 'dv_a', chunkRef: 'chk_a', isInPrompt: false, isCited: true },
      ];
      const one = entry(0, { context, targetRef: 'ans_1' });
      await store.read.audit.insertPending(pending(one.id));
      expect(await store.read.audit.findSequence(one.id)).toBeNull();
      await store.read.audit.appendEntries([one]);
      expect(await store.read.audit.findEntry(one.id)).toEqual(one);
      expect(await store.read.audit.findSequence(one.id)).toEqual({ shard, seq: 0, leafHash: one.leafHash });
      expect(await store.read.audit.findEntry(ids.auditEventId())).toBeNull();
    });

    it('takes a place in the log, and an event, once', async () => {
      const one = entry(0);
      await store.read.audit.appendEntries([one]);
      await expect(store.read.audit.appendEntries([entry(0)])).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(store.read.audit.appendEntries([entry(1), { ...entry(2), id: one.id }])).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await store.read.audit.listEntries(shard, 0, 10)).toEqual([one]);
    });

    it('searches newest first by type, actor, target, document and time, in pages', async () => {
      const seen = documentIdSchema.parse(`doc_${'a'.repeat(28)}${shard}`);
      const context = [{ documentRef: seen, versionRef: 'dv', chunkRef: 'chk', isInPrompt: true, isCited: true }];
      const entries = [
        entry(0, { type: 'login.succeeded' }),
        entry(1, { context }),
        entry(2, { targetRef: `ans_${shard}` }),
        entry(3, { context, type: 'answer.completed' }),
      ];
      await store.read.audit.appendEntries(entries);
      const actorRef = `sub_${shard}`;
      const search = async (filter: Parameters<typeof store.read.audit.searchEntries>[0]) =>
        (await store.read.audit.searchEntries({ actorRef, ...filter }, { limit: 10 })).items.map((one) => one.seq);
      expect(await search({})).toEqual([3, 2, 1, 0]);
      expect(await search({ types: ['login.succeeded', 'answer.completed'] })).toEqual([3, 0]);
      expect(await search({ types: [] })).toEqual([]);
      expect(await search({ targetRef: `ans_${shard}` })).toEqual([2]);
      expect(await search({ documentId: seen })).toEqual([3, 1]);
      expect(await search({ from: entries[1]?.time ?? '', to: entries[3]?.time ?? '' })).toEqual([2, 1]);
      const sightings = async (filter: object) =>
        (await store.read.audit.listSightings({ documentRef: seen, ...filter }, { limit: 10 })).items.map((one) => one.seq);
      expect(await sightings({})).toEqual([3, 1]);
      expect(await sightings({ types: ['answer.completed'] })).toEqual([3, 1].filter((seq) => entries[seq]?.type === 'answer.completed'));
      expect(await sightings({ versionRef: 'none' })).toEqual([]);
      expect(await sightings({ from: entries[2]?.time ?? '' })).toEqual([3]);
      const newest = await store.read.audit.listSightings({ documentRef: seen }, { limit: 1 });
      const before = await store.read.audit.listSightings({ documentRef: seen }, { limit: 1, cursor: newest.nextCursor ?? '' });
      expect([...newest.items, ...before.items]).toEqual([entries[3], entries[1]]);
      expect(before.nextCursor).toBeNull();
      const first = await store.read.audit.searchEntries({ actorRef }, { limit: 3 });
      const rest = await store.read.audit.searchEntries({ actorRef }, { limit: 3, cursor: first.nextCursor ?? '' });
      expect([...first.items, ...rest.items]).toEqual(entries.toReversed());
      expect(rest.nextCursor).toBeNull();
    });

    it('keeps sealed fields and gives them back by event', async () => {
      const eventId = ids.auditEventId();
      const fields = ['answer', 'question'].map((field) => ({ eventId, field, ciphertext: Uint8Array.from([1, 2, 250]), dekId: 'dek_1' }));
      await store.read.audit.insertSealed(fields);
      expect(await store.read.audit.listSealed([eventId, ids.auditEventId()])).toEqual(fields);
      expect(await store.read.audit.listSealed([])).toEqual([]);
    });

    it('keeps the first key of an owner when several are made at once', async () => {
      const ownerRef = `sub_${ids.policyId()}`;
      const other = await subject().open();
      const key = (dekId: string) => ({ dekId, kind: 'subject' as const, ownerRef, wrapped: Uint8Array.from([9, 8]) });
      const kept = await Promise.all([
        store.read.audit.insertKey(key(`dek_1${ownerRef}`)),
        other.read.audit.insertKey(key(`dek_2${ownerRef}`)),
      ]);
      expect(kept[0]).toEqual(kept[1]);
      expect(await store.read.audit.findKey('subject', ownerRef)).toEqual(kept[0]);
      expect(await store.read.audit.findKeyById(kept[0].dekId)).toEqual(kept[0]);
      expect(await store.read.audit.findKey('document', ownerRef)).toBeNull();
      expect(await store.read.audit.findKeys('subject', [ownerRef, ownerRef, 'nobody'])).toEqual(kept.slice(0, 1));
      expect(await store.read.audit.findKeys('document', [ownerRef])).toEqual([]);
      expect(await store.read.audit.findKeys('subject', [])).toEqual([]);
      expect(await store.read.audit.findKeyById('unknown')).toBeNull();
    });

    it('destroys a key with all that it sealed, and forgets who stands behind a pseudonym', async () => {
      const [eventId, userId] = [ids.auditEventId(), await world.aUser()];
      const ref = await store.read.audit.subjectRef(userId, `sub_x${userId}`);
      const keys = ['gone', 'kept'].map((name) => ({
        dekId: `dek_${name}_${userId}`,
        kind: 'subject' as const,
        ownerRef: name === 'gone' ? ref : `sub_other${userId}`,
        wrapped: Uint8Array.from([7]),
      }));
      for (const key of keys) await store.read.audit.insertKey(key);
      const fields = keys.map(({ dekId }, index) => ({
        eventId,
        field: ['answer', 'question'][index] ?? '',
        ciphertext: Uint8Array.from([1]),
        dekId,
      }));
      await store.read.audit.insertSealed(fields);
      expect(await store.read.audit.findSubjectRef(userId)).toBe(ref);
      await store.transaction(async ({ audit }) => {
        await audit.deleteKey(`dek_gone_${userId}`);
        await audit.forgetSubject(userId);
      });
      expect(await store.read.audit.findKeyById(`dek_gone_${userId}`)).toBeNull();
      expect(await store.read.audit.listSealed([eventId])).toEqual(fields.slice(1));
      expect(await store.read.audit.findKeyById(`dek_kept_${userId}`)).toEqual(keys[1]);
      expect(await store.read.audit.findSubjectRef(userId)).toBeNull();
      expect(await store.read.audit.findUserBySubject(ref)).toBeNull();
    });

    it('gives a user one pseudonym, whoever asks first', async () => {
      const userId = await world.aUser();
      const refs = await Promise.all(['a', 'b', 'c'].map((name) => store.read.audit.subjectRef(userId, `sub_${name}${userId}`)));
      expect(new Set(refs).size).toBe(1);
      expect(await store.read.audit.findUserBySubject(refs[0] ?? '')).toBe(userId);
      expect(await store.read.audit.findUserBySubject('sub_unknown')).toBeNull();
    });
  });
}
