import { beforeEach, describe, expect, it } from 'vitest';
import type { IndexRunKind, RecordStore } from '../../../../packages/core/src/index.ts';
import { now, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

const differences = {
  missingRows: 3,
  surplusRows: 2,
  unequalRows: 0,
  misplacedRows: 0,
  withoutVectorRows: 0,
  differingVersions: 1,
};

export function describeIndexCare(subject: RecordStoreSubject): void {
  describe('the care of the index', () => {
    let store: RecordStore;
    let world: World;
    beforeEach(() => {
      ({ store, world } = subject());
    });
    const care = () => store.read.indexCare;
    const aRun = async (kind: IndexRunKind, state: 'succeeded' | 'failed' | 'skipped') => {
      const id = await care().beginRun({ kind, indexId: 'chunks', at: now });
      const reasonCode = state === 'succeeded' ? null : ('INDEX_FAILED' as const);
      await care().endRun(id, { state, at: now, reasonCode, detail: { after: { versionCount: 2, sizeBytes: 5_000_000_000 } } });
      return id;
    };

    it('is kept run by run, the newest first', async () => {
      const id = await care().beginRun({ kind: 'prune', indexId: 'chunks', at: now });
      expect(await care().findRun(id)).toEqual({
        id,
        kind: 'prune',
        state: 'running',
        indexId: 'chunks',
        isRepairing: true,
        requestedAt: null,
        beganAt: now,
        endedAt: null,
        reasonCode: null,
        detail: {},
      });
      const later = await aRun('compact', 'succeeded');
      expect(await care().findRun(later)).toMatchObject({ state: 'succeeded', detail: { after: { sizeBytes: 5_000_000_000 } } });
      expect((await care().listRuns({ limit: 2 })).map((run) => run.id)).toEqual([later, id]);
      expect((await care().listRuns({ limit: 1, kind: 'prune' })).map((run) => run.id)).toEqual([id]);
      await care().closeInterruptedRuns(now);
      expect(await care().findRun(id)).toMatchObject({ state: 'interrupted', endedAt: now });
      expect(await care().findRun(later)).toMatchObject({ state: 'succeeded' });
    });

    it('is asked for, begun once, and ends with what was found', async () => {
      const first = await care().requestRun({ isRepairing: false, at: now });
      const second = await care().requestRun({ isRepairing: true, at: now });
      expect(await care().findRequest()).toMatchObject({ id: first, isRepairing: false, requestedAt: now, beganAt: null });
      expect(await care().beginRun({ kind: 'reconcile', indexId: 'chunks', at: now, requestId: first })).toBe(first);
      expect(await care().findRequest()).toMatchObject({ id: second, isRepairing: true });
      await care().endRun(first, { state: 'succeeded', at: now, reasonCode: null, detail: { differences, rebuilt: 1, removed: 0 } });
      expect(await care().findRun(first)).toMatchObject({ state: 'succeeded', isRepairing: false, detail: { differences, rebuilt: 1 } });
      await care().beginRun({ kind: 'reconcile', indexId: 'chunks', at: now, requestId: second });
      expect(await care().findRequest()).toBeNull();
    });

    it('raises an alarm when the last three runs of a kind failed, and ends it with the next that does not', async () => {
      const alarms = async () => (await care().listAlarms(3)).map(({ kind, failures, reasonCode, at }) => [kind, failures, reasonCode, at]);
      await aRun('compact', 'succeeded');
      await aRun('compact', 'failed');
      await aRun('compact', 'failed');
      await aRun('compact', 'skipped');
      await aRun('prune', 'failed');
      expect(await alarms()).toEqual([]);
      await aRun('compact', 'failed');
      expect(await alarms()).toEqual([['compact', 3, 'INDEX_FAILED', now]]);
      await aRun('compact', 'failed');
      expect(await alarms()).toEqual([['compact', 4, 'INDEX_FAILED', now]]);
      await aRun('compact', 'succeeded');
      expect(await alarms()).toEqual([]);
    });

    it('keeps the newest five hundred runs of a kind', async () => {
      const ids: number[] = [];
      for (let count = 0; count < 505; count += 1) ids.push(await aRun('remove', 'succeeded'));
      const kept = (await care().listRuns({ limit: 1_000, kind: 'remove' })).map((run) => run.id);
      expect(kept.length).toBeLessThanOrEqual(501);
      expect(kept[0]).toBe(ids.at(-1));
      expect(kept).not.toContain(ids[0]);
    }, 60_000);

    it('knows which generations are not served any more: of replaced versions, of deleted documents, of what came too late', async () => {
      const stale = async () => new Set(await care().listStaleGenerations(100_000));
      const first = await world.aPublishedDocument();
      expect((await stale()).has(first.generation)).toBe(false);
      const early = await world.aVersion(first.documentId);
      const second = await world.publish(first.documentId, await world.aVersion(first.documentId));
      expect([(await stale()).has(first.generation), (await stale()).has(second.generation)]).toEqual([true, false]);
      await care().forgetStaleGenerations([first.generation]);
      const late = await world.publish(first.documentId, early);
      expect([(await stale()).has(first.generation), (await stale()).has(late.generation)]).toEqual([false, true]);
      expect((await stale()).has(second.generation)).toBe(false);
      await store.read.documents.markDeleted(first.documentId, now);
      expect((await stale()).has(second.generation)).toBe(true);
      await care().forgetStaleGenerations([]);
    });
  });
}
