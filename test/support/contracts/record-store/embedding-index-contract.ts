import { beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddingIndex, RecordStore } from '../../../../packages/core/src/index.ts';
import { ids, now, startOfTime } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeEmbeddingIndexes(subject: RecordStoreSubject): void {
  describe('the indexes of embedding models', () => {
    let store: RecordStore;
    beforeEach(async () => {
      ({ store } = subject());
      const { embeddingIndexes } = store.read;
      for (const index of await embeddingIndexes.listOpen())
        await embeddingIndexes.update(index.id, [index.state], { state: 'dropped', end: 'superseded' });
    });
    const all = () => store.read.embeddingIndexes;
    async function anIndex(change: Partial<EmbeddingIndex> = {}): Promise<EmbeddingIndex> {
      const id = ids.indexId();
      const index: EmbeddingIndex = {
        id,
        folder: id,
        setting: 'builtin',
        modelName: null,
        embeddingId: null,
        dimensions: null,
        state: 'filling',
        end: null,
        isAutomatic: true,
        doneVersions: 0,
        totalVersions: 0,
        gate: null,
        golden: null,
        problem: null,
        createdBy: null,
        createdAt: startOfTime,
        switchedAt: null,
        keptUntil: null,
        ...change,
      };
      await all().create(index);
      return index;
    }

    it('are kept as they were made, and change only from the states that are named', async () => {
      const golden = [{ question: 'Who?', evidence: [{ file: 'a.md', quote: 'Me' }] }];
      const index = await anIndex({ golden, createdBy: ids.userId() });
      expect(await all().find(index.id)).toEqual(index);
      expect(await all().find(ids.indexId())).toBeNull();
      const gate = {
        rowCount: 5,
        differingRows: 0,
        splitPassages: 1,
        recallAt10: 0.98,
        recallQueries: 5,
        golden: { questions: 1, before: 1, after: 1 },
      };
      expect(await all().update(index.id, ['measuring'], { state: 'ready' })).toBe(false);
      expect(
        await all().update(index.id, ['filling', 'measuring'], { state: 'ready', gate, embeddingId: 'm', dimensions: 3, modelName: 'M' }),
      ).toBe(true);
      expect(
        await all().update(index.id, ['ready'], { problem: 'MODEL_UNAVAILABLE', doneVersions: 4, totalVersions: 9, isAutomatic: false }),
      ).toBe(true);
      expect(await all().find(index.id)).toEqual({
        ...index,
        state: 'ready',
        gate,
        embeddingId: 'm',
        dimensions: 3,
        modelName: 'M',
        problem: 'MODEL_UNAVAILABLE',
        doneVersions: 4,
        totalVersions: 9,
        isAutomatic: false,
      });
      expect((await all().listOpen()).map(({ id }) => id)).toEqual([index.id]);
      await all().update(index.id, ['ready'], { state: 'dropped', end: 'cancelled', problem: null });
      expect(await all().listOpen()).toEqual([]);
    });

    it('are switched together: one serves, and the one before is kept', async () => {
      const first = await anIndex({ state: 'serving', folder: '', createdAt: startOfTime });
      const second = await anIndex({ state: 'ready', createdAt: now });
      const options = { from: ['ready'], at: now, keptUntil: '2026-06-08T12:00:00.000Z' } as const;
      const states = async () => (await all().listOpen()).map(({ id, state, switchedAt, keptUntil }) => [id, state, switchedAt, keptUntil]);
      const before = await states();
      expect(await all().switchTo(first.id, options)).toBe(false);
      expect(await all().switchTo(ids.indexId(), options)).toBe(false);
      expect(await states()).toEqual(before);
      expect(await all().switchTo(second.id, options)).toBe(true);
      expect(await states()).toEqual([
        [first.id, 'kept', null, options.keptUntil],
        [second.id, 'serving', now, null],
      ]);
      expect(await all().switchTo(second.id, options)).toBe(false);
      expect(await all().switchTo(first.id, { ...options, from: ['kept'] })).toBe(true);
      expect(await states()).toEqual([
        [first.id, 'serving', now, null],
        [second.id, 'kept', now, options.keptUntil],
      ]);
    });

    it('serve only while one does: nothing takes the place of nothing', async () => {
      const ready = await anIndex({ state: 'ready' });
      expect(await all().switchTo(ready.id, { from: ['ready'], at: now, keptUntil: now })).toBe(false);
      expect(await all().find(ready.id)).toMatchObject({ state: 'ready' });
    });

    it('tell of the one that ended last', async () => {
      await anIndex({ state: 'dropped', end: 'cancelled', createdAt: '2099-01-01T00:00:00.000Z' });
      const last = await anIndex({ state: 'dropping', end: 'refused', createdAt: '2099-01-02T00:00:00.000Z' });
      expect(await all().findLastEnded()).toMatchObject({ id: last.id, end: 'refused' });
    });
  });
}
