import type { RecordStore } from '@carrel/core';
import { sql } from 'kysely';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyId } from '../../../test/support/builders/ids.ts';
import { ids } from '../../../test/support/contracts/record-store/record-store-world.ts';
import { createFakeClock } from '../../../test/support/fakes/fake-clock.ts';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';
import { createRecordStore } from './create-record-store.ts';
import type { RecordStoreOptions } from './sql/open-dialect.ts';

const at = '2026-01-01T00:00:00.000Z';

describe('record store on SQLite', () => {
  let folder: string;
  let path: string;
  const stores: RecordStore[] = [];
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carrel-sqlite-'));
    path = join(folder, 'data', 'carrel.db');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const store of stores.splice(0)) await store.close();
    await rm(folder, { recursive: true });
  });

  const open = async (options: RecordStoreOptions = {}) => {
    const store = await createRecordStore({ sqlitePath: path, clock: createFakeClock(), logger: createRecordingLogger().logger }, options);
    stores.push(store);
    return store;
  };
  const aPolicy = (store: RecordStore, number: number) =>
    store.read.access.createPolicy({ id: policyId(number), name: `policy ${number}`, label: 'internal', createdAt: at });
  const aProcess = async (script: string, ...args: readonly string[]) => {
    const file = join(folder, `${children.length}.ts`);
    await writeFile(file, script);
    const child = fork(file, [...args], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    return child;
  };
  /** Another process that holds the write lock until it is told to let go. */
  const aLockHolder = async () => {
    const child = await aProcess(
      `import { DatabaseSync } from 'node:sqlite';
       const database = new DatabaseSync(process.argv[2] ?? '');
       database.exec('begin immediate');
       process.send?.('locked');
       process.once('message', () => { database.exec('commit'); process.exit(0); });`,
      path,
    );
    await once(child, 'message');
    return { release: () => child.send('release') };
  };

  it('keeps the event loop free and reads going while another process holds the write lock for a second', async () => {
    const store = await open();
    await aPolicy(store, 1);
    const lock = await aLockHolder();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const startedMs = performance.now();
    const writing = aPolicy(store, 2).then(() => performance.now() - startedMs);
    const readsMs: number[] = [];
    await sleep(50);
    delay.enable();
    while (performance.now() - startedMs < 1_000) {
      const readMs = performance.now();
      expect(await store.read.access.findPolicy(policyId(1))).not.toBeNull();
      readsMs.push(performance.now() - readMs);
      await sleep(5);
    }
    delay.disable();
    lock.release();
    expect(await writing).toBeGreaterThan(1_000);
    expect(delay.percentile(99) / 1e6).toBeLessThan(50);
    expect(readsMs.toSorted((a, b) => a - b)[Math.floor(readsMs.length * 0.99)]).toBeLessThan(500);
    expect(await store.read.access.findPolicy(policyId(2))).not.toBeNull();
  });

  it('gives up a write when the lock does not come in time, and works again afterwards', async () => {
    const store = await open({ busyTimeoutMs: 100 });
    const lock = await aLockHolder();
    await expect(aPolicy(store, 1)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', isRetryable: true });
    // Sent at once: what follows the refused beginning must not be carried out on its own.
    const both = store.transaction(async ({ settings }) => {
      const first = settings.put('first', '1', at).catch((error: unknown) => {
        lock.release();
        throw error;
      });
      await Promise.all([first, settings.put('second', '1', at)]);
    });
    await expect(both).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await store.read.settings.find('second')).toBeNull();
    await expect
      .poll(() =>
        aPolicy(store, 1).then(
          () => 'written',
          () => 'refused',
        ),
      )
      .toBe('written');
  });

  it('is one store for several processes that start and write at once', async () => {
    const script = `
      import { createRecordStore } from '${new URL('./create-record-store.ts', import.meta.url).href}';
      const logger = { info() {}, warn() {}, error() {}, child: () => logger };
      const store = await createRecordStore({ sqlitePath: process.argv[2], clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, logger });
      for (let index = 0; index < 20; index += 1) await store.transaction(async ({ settings }) => {
        const before = await settings.find('count');
        await settings.put('count', String(Number(before?.value ?? 0) + 1), '${at}');
      });
      await store.close();
      process.send('done');`;
    const processes = await Promise.all(Array.from({ length: 4 }, () => aProcess(script, path)));
    await Promise.all(processes.map((child) => once(child, 'message')));
    expect(await (await open()).read.settings.find('count')).toEqual({ version: 80, value: '80' });
  }, 60_000);

  it('gets its turn soon beside processes that write without a pause', async () => {
    const store = await open();
    const script = `
      import { createRecordStore } from '${new URL('./create-record-store.ts', import.meta.url).href}';
      const logger = { info() {}, warn() {}, error() {}, child: () => logger };
      const store = await createRecordStore({ sqlitePath: process.argv[2], clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, logger });
      for (let index = 0; ; index += 1) {
        await store.transaction(async ({ settings }) => {
          for (let part = 0; part < 5; part += 1) await settings.put('busy', String(index), '${at}');
        });
        if (index === 20) process.send('busy');
      }`;
    const busy = await Promise.all([aProcess(script, path), aProcess(script, path)]);
    await Promise.all(busy.map((child) => once(child, 'message')));
    const durationsMs: number[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      const startedMs = performance.now();
      await store.transaction(({ settings }) => settings.put('mine', String(turn), at));
      durationsMs.push(performance.now() - startedMs);
      await sleep(10);
    }
    expect(Math.max(...durationsMs)).toBeLessThan(1_500);
    expect(durationsMs.toSorted((a, b) => a - b)[15]).toBeLessThan(250);
  }, 60_000);

  it('loses nothing that was committed when its process is killed, and keeps nothing that was not', async () => {
    const script = `
      import { createRecordStore } from '${new URL('./create-record-store.ts', import.meta.url).href}';
      const logger = { info() {}, warn() {}, error() {}, child: () => logger };
      const store = await createRecordStore({ sqlitePath: process.argv[2], clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, logger });
      await store.read.settings.put('committed', '1', '${at}');
      await store.transaction(async ({ settings }) => {
        await settings.put('open', '1', '${at}');
        process.send('writing');
        await new Promise(() => setInterval(() => undefined, 1_000));
      });`;
    const child = await aProcess(script, path);
    await once(child, 'message');
    child.kill('SIGKILL');
    const store = await open();
    expect(await store.read.settings.find('committed')).not.toBeNull();
    expect(await store.read.settings.find('open')).toBeNull();
    await store.read.settings.put('open', '2', at);
  });

  it('loses an open transaction with its thread, all of it, and works on in a new thread', async () => {
    const threads: Worker[] = [];
    const remember = (worker: Worker) => void threads.push(worker);
    process.on('worker', remember);
    const store = await open();
    process.off('worker', remember);
    const broken = store.transaction(async ({ settings }) => {
      await settings.put('lost', '1', at);
      await Promise.all(threads.map((thread) => thread.terminate()));
      await settings.put('lost', '2', at);
    });
    await expect(broken).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(threads).toHaveLength(2);
    expect(await store.read.settings.find('lost')).toBeNull();
    expect(await store.read.settings.put('lost', '3', at)).toBe(1);
    expect(await store.transaction(({ settings }) => settings.find('lost'))).toEqual({ version: 1, value: '3' });
  });

  it('says that the disk is full, keeps nothing of the transaction, and goes on when there is room', async () => {
    const store = await open();
    const limit = (pages: number) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(store.kysely);
    await limit(1);
    const filling = store.transaction(async ({ settings }) => {
      await settings.put('small', '1', at);
      await settings.put('large', 'x'.repeat(1_000_000), at);
    });
    await expect(filling).rejects.toMatchObject({ code: 'DISK_FULL', isRetryable: true });
    expect(await store.read.settings.find('small')).toBeNull();
    await limit(1_000_000);
    expect(await store.read.settings.put('small', '2', at)).toBe(1);
  });

  it('writes durably: WAL with synchronous FULL on the connection that commits', async () => {
    const store = await open();
    const pragmas = await store.kysely.transaction().execute(async (transaction) => ({
      journal: await sql`pragma journal_mode`.execute(transaction),
      synchronous: await sql`pragma synchronous`.execute(transaction),
      foreignKeys: await sql`pragma foreign_keys`.execute(transaction),
    }));
    expect(pragmas.journal.rows).toEqual([{ journal_mode: 'wal' }]);
    expect(pragmas.synchronous.rows).toEqual([{ synchronous: 2 }]);
    expect(pragmas.foreignKeys.rows).toEqual([{ foreign_keys: 1 }]);
  });

  it('lets nobody but the owner read the file and its log', async () => {
    const store = await open();
    await aPolicy(store, 1);
    for (const name of [path, `${path}-wal`]) expect((await stat(name)).mode & 0o077).toBe(0);
  });

  it('says that the database cannot be used when the file is no database', async () => {
    await open().then((store) => store.close());
    stores.length = 0;
    await writeFile(path, 'this is not a database, however long it may be. '.repeat(100));
    await expect(open()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('refuses to change or delete a numbered event, whoever asks', async () => {
    const store = await open();
    const entry = { shard: 2026, seq: 0, id: ids.auditEventId(), time: at, type: 'x', outcome: 'success' };
    const context = [{ documentRef: 'doc', versionRef: 'dv', chunkRef: 'chk', isInPrompt: true, isCited: true }];
    await store.read.audit.appendEntries([
      { ...entry, actorRef: 'sub', targetRef: null, channel: 'web', leaf: Uint8Array.of(1), leafHash: 'aa', context },
    ]);
    const intruder = new DatabaseSync(path);
    for (const statement of [
      "update audit_event set leaf_hash = 'bb'",
      'delete from audit_event',
      'update audit_ctx set is_cited = 0',
      'delete from audit_ctx',
    ]) {
      expect(() => intruder.exec(statement)).toThrow(/append-only/);
    }
    intruder.close();
    expect(await store.read.audit.findSequence(entry.id)).toEqual({ shard: 2026, seq: 0, leafHash: 'aa' });
  });
});
