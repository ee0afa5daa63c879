import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  canMoveTo,
  type DocumentId,
  isTerminalState,
  type RecordStore,
  type VersionId,
  type VersionState,
  versionStates,
} from '../../../../packages/core/src/index.ts';
import { now, nowMs, sha256Of, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeVersions(subject: RecordStoreSubject): void {
  describe('versions', () => {
    let store: RecordStore;
    let world: World;
    let documentId: DocumentId;
    let id: VersionId;
    const versions = () => store.read.versions;
    const claim = async (atMs = nowMs, leaseMs = 1_000) => {
      const lease = await versions().claim(id, 'worker', atMs, leaseMs);
      if (!lease) throw new Error('expected a lease');
      return lease;
    };

    beforeEach(async () => {
      ({ store, world } = subject());
      ({ documentId, versionId: id } = await world.aDocument());
    });

    it('keeps what it was created with, and is the newest of its document', async () => {
      expect(await versions().find(id)).toEqual({
        id,
        documentId,
        blobSha256: sha256Of(id),
        sizeBytes: 12,
        mediaType: 'text/plain',
        fileName: 'a.txt',
        state: 'stored',
        reason: null,
        attempt: 0,
        parsedBlobSha256: null,
        pageCount: null,
        chunkCount: null,
        charCount: null,
        generation: null,
        createdAt: startOfTime,
        publishedAt: null,
      });
      const second = await world.aVersion(documentId);
      expect((await versions().listForDocument(documentId)).map((version) => version.id)).toEqual([second, id]);
    });

    it('is cancelled in any state of work, once, and whoever works on it has no lease any more', async () => {
      const { epoch } = await claim();
      await versions().advance({ versionId: id, epoch, from: 'stored', to: 'parsing' });
      expect((await versions().listHeld('worker')).has(id)).toBe(true);
      expect((await versions().listHeld('somebody else')).has(id)).toBe(false);
      expect(await versions().cancel(id)).toBe(true);
      expect(await versions().cancel(id)).toBe(false);
      expect((await versions().listHeld('worker')).has(id)).toBe(false);
      expect(await versions().find(id)).toMatchObject({ state: 'failed', reason: { code: 'CANCELLED', isRetryable: true } });
      expect(await versions().renew(id, epoch, nowMs + 60_000)).toBe(false);
      expect(await versions().advance({ versionId: id, epoch, from: 'parsing', to: 'chunked' })).toBe(false);
      expect(await versions().claim(id, 'other', nowMs + 100_000, 1_000)).toBeNull();
      expect(await versions().retry(id)).toBe(true);
      expect(await versions().claim(id, 'other', nowMs, 1_000)).not.toBeNull();
    });

    it('takes no version of a document that was deleted', async () => {
      await store.read.documents.markDeleted(documentId, now);
      await expect(world.aVersion(documentId)).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('is claimed by one of many at once, who counts an attempt under a higher epoch', async () => {
      const other = await subject().open();
      const claims = await Promise.all(
        Array.from({ length: 10 }, (_, index) => (index % 2 ? store : other).read.versions.claim(id, `worker-${index}`, nowMs, 1_000)),
      );
      const lease = claims.find((one) => one !== null);
      expect(claims.filter((one) => one !== null)).toHaveLength(1);
      expect(lease).toMatchObject({ epoch: 1, untilMs: nowMs + 1_000, version: { id, attempt: 1, state: 'stored' } });
      expect((await versions().claim(id, 'next', nowMs + 1_000, 1_000))?.epoch).toBe(2);
    });

    it('is claimable again when the lease has ended, from the beginning, whatever state it was left in', async () => {
      const { epoch } = await claim();
      await versions().advance({ versionId: id, epoch, from: 'stored', to: 'parsing' });
      await versions().advance({ versionId: id, epoch, from: 'parsing', to: 'chunked' });
      expect(await versions().listClaimable(nowMs + 999, 10_000)).not.toContain(id);
      expect(await versions().listClaimable(nowMs + 1_000, 10_000)).toContain(id);
      expect((await claim(nowMs + 1_000)).version).toMatchObject({ state: 'stored', attempt: 2 });
    });

    it('is claimable again when the clock was set back, however far ahead the lease or the next attempt lies', async () => {
      const dayLaterMs = nowMs + 24 * 3_600_000;
      const { epoch } = await claim(dayLaterMs);
      expect(await versions().listClaimable(nowMs, 10_000)).toContain(id);
      expect((await claim(nowMs)).epoch).toBe(epoch + 1);
      await versions().release(id, epoch + 1, dayLaterMs);
      expect(await versions().claim(id, 'worker', dayLaterMs - 600_000, 1_000)).toBeNull();
      expect((await claim(nowMs)).epoch).toBe(epoch + 2);
    });

    it('counts the bytes of what is open, and gives its size and lane', async () => {
      const before = await versions().openBytes();
      const { versionId } = await world.aDocument();
      expect(await versions().openBytes()).toBe(before + 12);
      expect(await versions().describeWork([versionId])).toEqual([{ id: versionId, sizeBytes: 12, lane: 'interactive' }]);
      await versions().cancel(versionId);
      expect(await versions().openBytes()).toBe(before);
    });

    it('is claimed in the order of the queue, and tells where work is being done and where a flow ends', async () => {
      const [flow, other] = [`bulk ${id}`, `interactive ${id}`];
      const make = async (queue: { readonly flow: string; readonly order: number; readonly start: number; readonly finish: number }) => {
        const versionId = world.ids.versionId();
        await versions().create({
          id: versionId,
          documentId,
          blobSha256: sha256Of(versionId),
          sizeBytes: 5,
          mediaType: 'text/plain',
          fileName: 'a.txt',
          state: 'stored',
          createdAt: now,
          queue,
        });
        return versionId;
      };
      const far = 2 ** 40;
      const later = await make({ flow, order: far + 20, start: far + 20, finish: far + 30 });
      const first = await make({ flow: other, order: -far, start: far + 10, finish: far + 11 });
      expect((await versions().listClaimable(nowMs, 10_000)).indexOf(first)).toBe(0);
      expect((await versions().listClaimable(nowMs, 10_000)).at(-1)).toBe(later);
      expect((await versions().queueState(flow)).lastFinish).toBe(far + 30);
      expect((await versions().queueState(other)).lastFinish).toBe(far + 11);
      const lease = await versions().claim(first, 'worker', nowMs, 1_000);
      expect(lease?.queueOrder).toBe(-far);
      expect((await versions().queueState('nothing')).lastFinish).toBe(0);
      expect((await versions().queueState(flow)).virtualTime).toBe(far + 10);
      for (const versionId of [first, later]) await versions().cancel(versionId);
    });

    it('lets nobody write under an older epoch', async () => {
      const { epoch } = await claim();
      await claim(nowMs + 1_000);
      expect(await versions().advance({ versionId: id, epoch, from: 'stored', to: 'parsing' })).toBe(false);
      expect(await versions().renew(id, epoch, nowMs + 99_000)).toBe(false);
      expect(await versions().release(id, epoch, 0)).toBe(false);
      await versions().setProgress(id, epoch, { stage: 'parsing', done: 1, total: 2 });
      expect(await versions().find(id)).toMatchObject({ state: 'stored' });
    });

    it('lets nobody write after the release, until it is claimed anew', async () => {
      const { epoch } = await claim();
      expect(await versions().release(id, epoch, nowMs + 5_000)).toBe(true);
      expect(await versions().advance({ versionId: id, epoch, from: 'stored', to: 'parsing' })).toBe(false);
      expect(await versions().renew(id, epoch, nowMs + 9_000)).toBe(false);
      expect(await versions().listClaimable(nowMs + 4_999, 10_000)).not.toContain(id);
      expect(await versions().claim(id, 'early', nowMs + 4_999, 1_000)).toBeNull();
      expect((await claim(nowMs + 5_000)).epoch).toBe(epoch + 1);
    });

    it('keeps the lease of who renews it', async () => {
      const { epoch } = await claim();
      expect(await versions().renew(id, epoch, nowMs + 10_000)).toBe(true);
      expect(await versions().claim(id, 'other', nowMs + 9_999, 1_000)).toBeNull();
    });

    it('changes only what a step found out', async () => {
      const { epoch } = await claim();
      const parsedBlobSha256 = sha256Of('parsed');
      await versions().advance({
        versionId: id,
        epoch,
        from: 'stored',
        to: 'parsing',
        result: { parsedBlobSha256, pageCount: 3, charCount: 99 },
      });
      await versions().advance({
        versionId: id,
        epoch,
        from: 'parsing',
        to: 'chunked',
        result: { chunkCount: 7, validity: { reviewBy: '2027-01-01' } },
      });
      expect(await versions().find(id)).toMatchObject({
        state: 'chunked',
        parsedBlobSha256,
        pageCount: 3,
        charCount: 99,
        chunkCount: 7,
        validity: { reviewBy: '2027-01-01' },
        generation: null,
      });
    });

    it('ends in `failed` with its reason, without a lease, and begins anew by `retry`', async () => {
      const { epoch } = await claim();
      expect(await versions().retry(id)).toBe(false);
      const reason = { code: 'PARSER_CRASHED', isRetryable: true } as const;
      expect(await versions().advance({ versionId: id, epoch, from: 'stored', to: 'failed', result: { reason } })).toBe(true);
      expect(await versions().find(id)).toMatchObject({ state: 'failed', reason, attempt: 1 });
      expect(await versions().listClaimable(nowMs + 1e9, 10_000)).not.toContain(id);
      expect(await versions().retry(id)).toBe(true);
      expect(await versions().find(id)).toMatchObject({ state: 'stored', reason: null, attempt: 0 });
      expect(await versions().advance({ versionId: id, epoch, from: 'stored', to: 'parsing' })).toBe(false);
      expect((await claim()).version.attempt).toBe(1);
    });

    it('gives every attempt a generation of its own, also across processes', async () => {
      const other = await subject().open();
      const numbers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => (index % 2 ? store : other).read.versions.nextGeneration()),
      );
      expect(new Set(numbers).size).toBe(40);
      expect(numbers.every((number) => Number.isInteger(number) && number > 0 && number < 2 ** 31)).toBe(true);
    });

    it('lists what can be claimed oldest first, and no more than asked for', async () => {
      const { versionId: older } = await world.aDocument({ at: '2025-03-01T00:00:00.000Z' });
      const { versionId: newer } = await world.aDocument({ at: '2025-03-02T00:00:00.000Z' });
      const claimable = await versions().listClaimable(nowMs, 10_000);
      expect(claimable.indexOf(older)).toBeLessThan(claimable.indexOf(newer));
      expect(claimable.indexOf(newer)).toBeLessThan(claimable.indexOf(id));
      expect(await versions().listClaimable(nowMs, 1)).toEqual(claimable.slice(0, 1));
    });

    it('names the generations that the index should hold: of active versions of documents that are there', async () => {
      const one = await world.publish(documentId, id, ['a', 'b']);
      const gone = await world.aPublishedDocument();
      await store.read.documents.markDeleted(gone.documentId, now);
      const active = await versions().activeGenerations();
      expect(active.get(one.generation)).toMatchObject({ versionId: id, chunkCount: 2, zoneKey: null });
      expect(active.has(gone.generation)).toBe(false);
    });

    it('refuses a step that the state machine does not know', async () => {
      const { epoch } = await claim();
      await expect(versions().advance({ versionId: id, epoch, from: 'stored', to: 'published' })).rejects.toMatchObject({
        code: 'INTERNAL',
      });
    });

    it('does what a simple model does, for any history of calls', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(callArbitrary, { maxLength: 25 }), async (calls) => {
          const { versionId } = await world.aDocument();
          const model = createModel();
          for (const call of calls) {
            const [expected, actual] = [model.apply(call), await carryOut(store, versionId, call)];
            expect({ call, outcome: actual }).toEqual({ call, outcome: expected });
            const version = await versions().find(versionId);
            expect({ state: version?.state, attempt: version?.attempt }).toEqual({ state: model.state, attempt: model.attempt });
            expect((await versions().listClaimable(call.atMs, 10_000)).includes(versionId)).toBe(model.isClaimable(call.atMs));
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}

type Call = { readonly atMs: number; readonly epoch: number } & (
  | { readonly type: 'claim' | 'renew' | 'release' | 'retry' }
  | { readonly type: 'advance'; readonly from: VersionState; readonly to: VersionState }
);

const moves = versionStates.flatMap((from) =>
  versionStates.filter((to) => canMoveTo(from, to)).map((to) => ({ type: 'advance' as const, from, to })),
);

/** Mostly the calls of one worker in good order, so that histories get far; and all that can come between. */
const callArbitrary: fc.Arbitrary<Call> = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant({ type: 'claim' as const }) },
      { weight: 8, arbitrary: fc.constantFrom(...moves) },
      { weight: 3, arbitrary: fc.constantFrom({ type: 'renew' as const }, { type: 'release' as const }, { type: 'retry' as const }) },
    ),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([call, time, epoch]) => ({ ...call, atMs: nowMs + time * 100, epoch }));

async function carryOut(store: RecordStore, id: VersionId, call: Call): Promise<unknown> {
  const { versions } = store.read;
  switch (call.type) {
    case 'claim':
      return (await versions.claim(id, 'worker', call.atMs, 1_000))?.epoch ?? false;
    case 'renew':
      return versions.renew(id, call.epoch, call.atMs + 1_000);
    case 'release':
      return versions.release(id, call.epoch, call.atMs + 500);
    case 'retry':
      return versions.retry(id);
    case 'advance':
      return versions.advance({ versionId: id, epoch: call.epoch, from: call.from, to: call.to });
  }
}

function createModel() {
  const model = { state: 'stored' as VersionState, attempt: 0, epoch: 0, untilMs: 0, isHeld: false, notBeforeMs: 0 };
  const isClaimable = (atMs: number) => !isTerminalState(model.state) && model.untilMs <= atMs && model.notBeforeMs <= atMs;
  const isHolder = (epoch: number) => model.isHeld && model.epoch === epoch;
  const give = <Outcome>(outcome: Outcome, change: Partial<typeof model>) => {
    Object.assign(model, change);
    return outcome;
  };
  const noLease = { untilMs: 0, isHeld: false };
  const claim = (atMs: number) =>
    give(model.epoch + 1, { state: 'stored', attempt: model.attempt + 1, epoch: model.epoch + 1, untilMs: atMs + 1_000, isHeld: true });
  const retry = () => model.state === 'failed' && give(true, { state: 'stored', attempt: 0, ...noLease, notBeforeMs: 0 });
  /** What only the holder of the lease may do. */
  const work = (call: Call) => {
    if (call.type === 'renew') return give(true, { untilMs: call.atMs + 1_000 });
    if (call.type === 'release')
      return !isTerminalState(model.state) && give(true, { state: 'stored', ...noLease, notBeforeMs: call.atMs + 500 });
    return call.type === 'advance' && model.state === call.from && give(true, { state: call.to, ...(isTerminalState(call.to) && noLease) });
  };
  return {
    get state() {
      return model.state;
    },
    get attempt() {
      return model.attempt;
    },
    isClaimable,
    apply(call: Call): unknown {
      if (call.type === 'claim') return isClaimable(call.atMs) && claim(call.atMs);
      return call.type === 'retry' ? retry() : isHolder(call.epoch) && work(call);
    },
  };
}
