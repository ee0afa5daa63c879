import type { VersionId } from '@carrel/core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStoreSubject } from './record-store-subject.ts';
import { nowMs } from './record-store-world.ts';

const leaseMs = 1_000;

export function describeIndexRequests(subject: RecordStoreSubject): void {
  describe('requests for the index', () => {
    let id: VersionId;
    const requests = () => subject().store.read.indexRequests;
    const stored = async () => (await requests().list()).find(({ versionId }) => versionId === id);

    /** A version whose chunks are embedded by somebody who holds it. */
    beforeEach(async () => {
      const { store, world } = subject();
      id = (await world.aDocument()).versionId;
      const { versions } = store.read;
      const epoch = (await versions.claim(id, 'worker', nowMs, leaseMs))?.epoch ?? 0;
      const step = { versionId: id, epoch };
      await versions.advance({ ...step, from: 'stored', to: 'parsing' });
      await versions.advance({ ...step, from: 'parsing', to: 'chunked' });
      await versions.advance({ ...step, from: 'chunked', to: 'embedding' });
    });

    it('are listed with what came of them, and redeemed once when the rows are written', async () => {
      const request = { versionId: id, generation: 7, language: 'en' } as const;
      await requests().put(request);
      expect(await stored()).toEqual({ ...request, outcome: null });
      expect(await requests().redeem(request)).toBe(false);
      expect(await requests().answer(request, 'written')).toBe(true);
      expect(await stored()).toEqual({ ...request, outcome: 'written' });
      expect(await requests().redeem(request)).toBe(true);
      expect(await requests().redeem(request)).toBe(false);
      expect(await stored()).toBeUndefined();
    });

    it('of a later attempt replace the one before, which nobody can answer or redeem any more', async () => {
      const first = { versionId: id, generation: 7, language: 'de' } as const;
      const second = { versionId: id, generation: 8, language: null } as const;
      await requests().put(first);
      await requests().answer(first, 'written');
      await requests().put(second);
      expect(await stored()).toEqual({ ...second, outcome: null });
      expect(await requests().answer(first, 'written')).toBe(false);
      expect(await requests().redeem(first)).toBe(false);
      await requests().withdraw(first);
      expect(await stored()).toBeDefined();
      await requests().answer(second, 'DISK_FULL');
      expect((await stored())?.outcome).toBe('DISK_FULL');
      expect(await requests().redeem(second)).toBe(false);
      await requests().withdraw(second);
      expect(await stored()).toBeUndefined();
    });

    it('go when nobody works on the version any more', async () => {
      await requests().put({ versionId: id, generation: 7, language: 'en' });
      await requests().removeAbandoned(nowMs + leaseMs - 1);
      expect(await stored()).toBeDefined();
      expect(await requests().removeAbandoned(nowMs + leaseMs)).toBeGreaterThanOrEqual(1);
      expect(await stored()).toBeUndefined();
    });

    it('go when the version was cancelled', async () => {
      await requests().put({ versionId: id, generation: 7, language: 'en' });
      await subject().store.read.versions.cancel(id);
      await requests().removeAbandoned(nowMs);
      expect(await stored()).toBeUndefined();
    });
  });
}
