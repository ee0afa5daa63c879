import type { RecordStore } from '@carrel/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ids, startOfTime } from '../../../test/support/contracts/record-store/record-store-world.ts';
import { createFakeClock } from '../../../test/support/fakes/fake-clock.ts';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';
import { createTestDatabase, needsPostgres, onPostgres, type TestDatabase } from '../../../test/support/postgres.ts';
import { createRecordStore } from './create-record-store.ts';

const clock = createFakeClock();
const { logger, events } = createRecordingLogger();

describe.runIf(await needsPostgres())('record store on PostgreSQL', () => {
  let database: TestDatabase;
  let store: RecordStore;
  beforeAll(async () => {
    database = await createTestDatabase();
    store = await createRecordStore({ url: database.url, clock, logger });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('runs a transaction again when it could not be put in an order, and it counts once', async () => {
    const name = `race ${ids.policyId()}`;
    let runs = 0;
    const increment = () =>
      store.transaction(async ({ settings }) => {
        runs += 1;
        const before = await settings.find(name);
        await new Promise((resolve) => setTimeout(resolve, 20));
        await settings.put(name, String(Number(before?.value ?? 0) + 1), startOfTime);
      });
    await Promise.all([increment(), increment(), increment()]);
    expect(runs).toBeGreaterThan(3);
    expect((await store.read.settings.find(name))?.value).toBe('3');
  });

  it('refuses to change, delete or empty the log, whoever asks', async () => {
    const entry = {
      shard: 2026,
      seq: 0,
      id: ids.auditEventId(),
      time: startOfTime,
      type: 'x',
      outcome: 'success',
      actorRef: 'sub',
      targetRef: null,
      channel: 'web',
    };
    const context = [{ documentRef: 'doc', versionRef: 'dv', chunkRef: 'chk', isInPrompt: true, isCited: true }];
    await store.read.audit.appendEntries([{ ...entry, leaf: Uint8Array.of(1), leafHash: 'aa', context }]);
    const statements = [
      "update audit_event set leaf_hash = 'bb'",
      'delete from audit_event',
      'truncate audit_event cascade',
      'update audit_ctx set is_cited = 0',
      'delete from audit_ctx',
      'truncate audit_ctx',
    ];
    for (const statement of statements) {
      await expect(onPostgres(database.url, (client) => client.query(statement))).rejects.toThrow(/append-only/);
    }
    expect(await store.read.audit.findSequence(entry.id)).toEqual({ shard: 2026, seq: 0, leafHash: 'aa' });
  });

  it('says that the database cannot be reached, and does not quote the password', async () => {
    const refused = createRecordStore({ url: 'postgres://user:secret-password@127.0.0.1:1/none', clock, logger });
    await expect(refused).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', isRetryable: true });
    await expect(refused).rejects.not.toThrow(/secret-password/);
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    await expect(createRecordStore({ url: url.href, clock, logger })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('goes on after the server has cut its connections', async () => {
    const cut = () =>
      onPostgres(database.url, (client) =>
        client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        ),
      );
    await Promise.all([store.read.settings.find('x'), store.read.settings.find('y')]);
    await cut();
    await expect
      .poll(() =>
        store.read.settings.find('x').then(
          () => 'there',
          () => 'lost',
        ),
      )
      .toBe('there');
    const broken = store.transaction(async ({ settings }) => {
      await settings.put('cut', '1', startOfTime);
      await cut();
      await settings.put('cut', '2', startOfTime);
    });
    await expect(broken).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect
      .poll(() =>
        store.read.settings.find('cut').then(
          (value) => value,
          () => 'lost',
        ),
      )
      .toBeNull();
    expect(events.map((event) => event.event)).toContain('sql.connection-lost');
  });

  it('gives a change number that grows in the order of commits to who was slow, too', async () => {
    const { access, collections, documents } = store.read;
    const policy = await access.createPolicy({ id: ids.policyId(), name: ids.policyId(), label: 'internal', createdAt: startOfTime });
    const collection = await collections.create({
      id: ids.collectionId(),
      name: ids.collectionId(),
      description: '',
      defaultPolicyId: policy.id,
      createdAt: startOfTime,
    });
    const create = (id: ReturnType<typeof ids.documentId>, delayMs: number) =>
      store.transaction(async (inside) => {
        await inside.documents.create({
          id,
          collectionId: collection.id,
          policyId: policy.id,
          path: id,
          title: '',
          createdAt: startOfTime,
        });
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      });
    const start = await documents.currentChangeCursor();
    const slow = create(ids.documentId(), 150);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await create(ids.documentId(), 0);
    // The quick one is committed; but the slow one, which began before it, could still come below its number.
    const during = await documents.changesAfter(start, 100, [], startOfTime);
    await slow;
    const after = await documents.changesAfter(during.cursor, 100, [], startOfTime);
    expect(during.cursor).toBe(start);
    expect(after.cursor).toBeGreaterThan(start);
  });
});
