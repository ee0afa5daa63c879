import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEvent, AuditTrail, Sequencer } from '../../../packages/audit/src/index.ts';
import {
  createAuditTrail,
  createFileKeyring,
  createLeaseHolder,
  createSequencer,
  readRawLog,
  unsealEvent,
  verifyLog,
} from '../../../packages/audit/src/index.ts';
import type { AuditEventId, Clock, LogEntry, RecordStore, Repositories } from '../../../packages/core/src/index.ts';
import { createIdSource, documentIdSchema } from '../../../packages/core/src/index.ts';
import { anActor } from '../builders/an-actor.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';

export interface AuditLogContract {
  readonly name: string;
  /** An empty database. `open` connects to it once more, as another process would. */
  create(): Promise<{ readonly open: () => Promise<RecordStore>; readonly destroy: () => Promise<void> }>;
}

const clock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const ids = createIdSource(() => randomBytes(16), clock.nowMs);
const deleted: AuditEvent = { type: 'document.deleted', documentId: documentIdSchema.parse(`doc_${'0'.repeat(32)}`) };
const rated: AuditEvent = { type: 'answer.rated', answerId: ids.answerId(), rating: 'helpful', comment: 'ein Wort 😀' };

/** What holds for the log on any record: numbers without gaps, nothing lost, nothing twice, whatever happens to the sequencer. */
export function describeAuditLogContract(contract: AuditLogContract): void {
  describe(`the audit log on ${contract.name}`, () => {
    let database: Awaited<ReturnType<AuditLogContract['create']>>;
    let folder: string;
    const stores: RecordStore[] = [];
    const sequencers: Sequencer[] = [];
    beforeEach(async () => {
      database = await contract.create();
      folder = await mkdtemp(join(tmpdir(), 'carrel-audit-contract-'));
    });
    afterEach(async () => {
      for (const sequencer of sequencers.splice(0)) await sequencer.stop();
      for (const store of stores.splice(0)) await store.close();
      await database.destroy();
      await rm(folder, { recursive: true });
    });

    const open = async () => {
      const store = await database.open();
      stores.push(store);
      return store;
    };

    const startSequencer = (store: RecordStore, leaseMs = 15_000): Sequencer => {
      const lease = createLeaseHolder(
        { store, clock },
        { name: 'sequencer', owner: randomBytes(8).toString('hex'), leaseMs, renewAfterMs: leaseMs / 3 },
      );
      const sequencer = createSequencer(
        { store, clock, ids, lease, logger: createRecordingLogger().logger },
        { logName: 'carrel.test/audit', node: 'audit-1', version: '0.1.0', idlePollMs: 50, busyPollMs: 20 },
      );
      sequencers.push(sequencer);
      sequencer.start();
      return sequencer;
    };

    const trailOn = async (store: RecordStore, sequencer: Sequencer | null): Promise<AuditTrail> =>
      createAuditTrail(
        {
          store,
          clock,
          ids,
          keyring: await createFileKeyring({ path: join(folder, 'audit.key') }),
          sequencer: { sequence: async (waiting, { timeoutMs }) => void (await sequencer?.sequence(waiting, timeoutMs)) },
        },
        { node: 'api-1' },
      );

    const record = (store: RecordStore, trail: AuditTrail, event: AuditEvent) =>
      store.transaction((repositories) => trail.record(repositories, anActor({ ipAddress: '192.0.2.7' }), event));

    const entriesOf = async (store: RecordStore): Promise<readonly LogEntry[]> => {
      const shards = await store.read.audit.listShards();
      return (await Promise.all(shards.map(({ shard }) => store.read.audit.listEntries(shard, 0, 10_000)))).flat();
    };

    const expectWhole = async (store: RecordStore, recorded: readonly AuditEventId[]) => {
      const entries = await entriesOf(store);
      expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_entry, index) => index));
      for (const id of recorded) expect(entries.filter((entry) => entry.id === id)).toHaveLength(1);
      expect(await store.read.audit.listPending(10)).toEqual([]);
      expect(await verifyLog(readRawLog(store.read), { nowMs: Date.now() })).toMatchObject({ verdict: 'ok', findings: [] });
    };

    test('several processes that write at once share one log', async () => {
      const own = await open();
      const sequencer = startSequencer(own);
      const recorded: AuditEventId[] = [];
      const write = async () => {
        const store = await open();
        const trail = await trailOn(store, sequencer);
        for (let count = 0; count < 12; count += 1) {
          const id = await record(store, trail, count % 2 === 0 ? deleted : rated);
          recorded.push(id);
          expect(await trail.confirm(id, { timeoutMs: 10_000 })).toMatchObject({ eventId: id });
        }
      };
      await Promise.all([write(), write(), write()]);
      await expectWhole(own, recorded);
    });

    test('what was sealed is opened from what is stored', async () => {
      const store = await open();
      const sequencer = startSequencer(store);
      const trail = await trailOn(store, sequencer);
      const id = await record(store, trail, rated);
      await trail.confirm(id, { timeoutMs: 10_000 });
      const keyring = await createFileKeyring({ path: join(folder, 'audit.key') });
      expect(await unsealEvent({ audit: store.read.audit, keyring }, id)).toEqual({
        comment: { status: 'opened', value: 'ein Wort 😀' },
        ip: { status: 'opened', value: '192.0.2.7' },
      });
    });

    test('two sequencers at once: one leads, and the other takes over when it has stopped', async () => {
      const [one, two] = [await open(), await open()];
      const first = startSequencer(one);
      const trail = await trailOn(one, first);
      const recorded = [await record(one, trail, deleted)];
      await trail.confirm(recorded[0] ?? ids.auditEventId(), { timeoutMs: 10_000 });
      const second = startSequencer(two);
      await expect.poll(() => second.state().status).toBe('standby');
      await first.stop();
      recorded.push(await record(one, trail, deleted));
      await trail.confirm(recorded[1] ?? ids.auditEventId(), { timeoutMs: 10_000 });
      expect(second.state().status).toBe('leading');
      await expectWhole(one, recorded);
    });

    test('a sequencer whose every step can fail goes on until all is numbered, once', async () => {
      const store = await open();
      const writing = await open();
      const trail = await trailOn(writing, null);
      for (let step = 1; step <= 10; step += 1) {
        const recorded = [await record(writing, trail, deleted), await record(writing, trail, rated)];
        // The lease is short: where giving it back fails, the next one has to wait for its end.
        const sequencer = startSequencer(failingAt(store, step), 1_200);
        for (const id of recorded) await trail.confirm(id, { timeoutMs: 10_000 });
        await sequencer.stop();
        await expectWhole(store, recorded);
      }
    }, 60_000);
  });
}

/** The store, of which the `step`-th call of the audit log or the leases fails. */
function failingAt(store: RecordStore, step: number): RecordStore {
  let count = 0;
  const guarded = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(inner, name) {
        const member: unknown = Reflect.get(inner, name);
        if (typeof member !== 'function') return member;
        return (...input: readonly unknown[]) => {
          count += 1;
          if (count === step) return Promise.reject(new Error('the connection broke'));
          const result: unknown = Reflect.apply(member, inner, input);
          return result;
        };
      },
    });
  const guard = (repositories: Repositories): Repositories => ({
    ...repositories,
    audit: guarded(repositories.audit),
    leases: guarded(repositories.leases),
  });
  return {
    read: guard(store.read),
    transaction: (work) => store.transaction((repositories) => work(guard(repositories))),
    forgetDeleted: async () => {},
    close: () => store.close(),
  };
}
