import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore, Source, SourceEntry, SourceRun } from '../../../../packages/core/src/index.ts';
import { ids, now, nowMs, sha256Of, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

const run: SourceRun = {
  startedAt: startOfTime,
  endedAt: now,
  seen: 5,
  added: 1,
  changed: 1,
  moved: 0,
  unchanged: 3,
  deleted: 2,
  waiting: 0,
  skipped: 1,
  failed: 0,
  held: 0,
  warning: null,
};
const entry = (path: string, change: Partial<SourceEntry> = {}): SourceEntry => ({
  path,
  stamp: '1:2:3',
  volume: '7',
  sha256: sha256Of(path),
  documentId: null,
  refusal: null,
  ...change,
});

export function describeSources(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  beforeEach(() => {
    ({ store, world } = subject());
  });
  async function aSource(change: Partial<Source> = {}): Promise<Source> {
    const collectionId = change.collectionId ?? (await world.aCollection()).id;
    const source: Source = {
      id: ids.sourceId(),
      kind: 'folder',
      name: `source ${ids.sourceId()}`,
      location: '/srv/handbook',
      collectionId,
      policyId: null,
      ignore: ['*.bak'],
      isPaused: false,
      createdBy: await world.aUser(),
      createdAt: startOfTime,
      ...change,
    };
    await store.read.sources.create(source);
    return source;
  }

  describe('sources', () => {
    it('are found as they were made, are due at once, and have a name of their own while they are there', async () => {
      const source = await aSource();
      const { sources } = store.read;
      expect(await sources.find(source.id)).toEqual({ source, lastRun: null, nextRunMs: 0, identity: null, isDeletionConfirmed: false });
      expect((await sources.list()).map((one) => one.source.id)).toContain(source.id);
      expect((await sources.listDue(nowMs, 1000)).map((one) => one.source.id)).toContain(source.id);
      await expect(aSource({ name: source.name })).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await sources.remove(source.id, now)).toBe(true);
      expect(await sources.remove(source.id, now)).toBe(false);
      expect(await sources.find(source.id)).toBeNull();
      await aSource({ name: source.name });
    });

    it('keep what a run came to, and are due when the next one is, or when somebody asks', async () => {
      const { sources } = store.read;
      const { id } = await aSource();
      const isDue = async (atMs: number) => (await sources.listDue(atMs, 1000)).some(({ source }) => source.id === id);
      await sources.requestRun(id, { nowMs, confirmsDeletions: true });
      expect(await sources.find(id)).toMatchObject({ isDeletionConfirmed: true });
      await sources.saveRun(id, { run, nextRunMs: nowMs + 5_000, identity: '1:2' });
      expect(await sources.find(id)).toMatchObject({ lastRun: run, nextRunMs: nowMs + 5_000, identity: '1:2', isDeletionConfirmed: false });
      expect([await isDue(nowMs), await isDue(nowMs + 5_000)]).toEqual([false, true]);
      await sources.saveRun(id, { run: { ...run, warning: 'SOURCE_UNREACHABLE' }, nextRunMs: nowMs + 5_000, identity: null });
      expect(await sources.find(id)).toMatchObject({ lastRun: { warning: 'SOURCE_UNREACHABLE' }, identity: '1:2' });
      await sources.requestRun(id, { nowMs, confirmsDeletions: false });
      expect(await isDue(nowMs)).toBe(true);
      await sources.update(id, { isPaused: true });
      expect(await isDue(nowMs + 100_000)).toBe(false);
      expect((await sources.find(id))?.nextRunMs).toBeNull();
      await sources.update(id, { isPaused: false, ignore: ['a', 'b'] });
      expect(await sources.find(id)).toMatchObject({ nextRunMs: 0, source: { ignore: ['a', 'b'] } });
    });

    it('know their files, and by them the states and failures of their documents', async () => {
      const { sources, versions } = store.read;
      const { id, collectionId } = await aSource();
      const good = await world.aPublishedDocument({ collectionId });
      const bad = await world.aDocument({ collectionId });
      const lease = await versions.claim(bad.versionId, 'worker', nowMs, 1_000);
      const reason = { code: 'EMPTY_TEXT', isRetryable: false } as const;
      await versions.advance({ versionId: bad.versionId, epoch: lease?.epoch ?? 0, from: 'stored', to: 'failed', result: { reason } });
      const entries = [
        entry('a.txt', { documentId: good.documentId }),
        entry('b.txt', { documentId: bad.documentId }),
        entry('c.exe', { sha256: null, refusal: 'UNSUPPORTED_TYPE' }),
      ];
      await sources.putEntries(id, entries);
      await sources.putEntries(id, [entry('a.txt', { documentId: good.documentId, stamp: '9:9:9' })]);
      expect(await sources.listEntries(id)).toEqual([{ ...entries[0], stamp: '9:9:9' }, entries[1], entries[2]]);
      expect(await sources.countDocuments(id)).toEqual({ published: 1, failed: 1 });
      expect(await sources.listFailures(id, 10)).toEqual([
        { path: 'c.exe', documentId: null, code: 'UNSUPPORTED_TYPE' },
        { path: 'b.txt', documentId: bad.documentId, code: 'EMPTY_TEXT' },
      ]);
      expect([await sources.findOwner(good.documentId), await sources.findOwner(ids.documentId())]).toEqual([id, null]);
      await store.read.documents.markDeleted(good.documentId, now);
      expect(await sources.countDocuments(id)).toEqual({ failed: 1 });
      await sources.deleteEntries(id, ['a.txt', 'nothing.txt']);
      expect((await sources.listEntries(id)).map(({ path }) => path)).toEqual(['b.txt', 'c.exe']);
      await sources.remove(id, now);
      expect(await sources.listEntries(id)).toEqual([]);
    });

    it('keep their collection and their policy from being deleted', async () => {
      const policy = await world.aPolicy();
      const { id, collectionId } = await aSource({ policyId: policy.id });
      expect(await store.read.collections.delete(collectionId)).toBe(false);
      expect(await store.read.access.deletePolicy(policy.id, now)).toEqual({ type: 'in-use' });
      await store.read.sources.remove(id, now);
      expect(await store.read.collections.delete(collectionId)).toBe(true);
    });
  });
}
