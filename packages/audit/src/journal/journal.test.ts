import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogEntry, SealedField } from '@carrel/core';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import { createAuditHarness, type AuditHarness } from '../fixtures/audit-harness.ts';
import { everyEvent } from '../fixtures/every-event.ts';
import { createAppender } from '../sequencer/create-appender.ts';
import { createLeaseHolder } from '../sequencer/lease-holder.ts';
import { createSystemDrafts } from '../sequencer/system-drafts.ts';
import { createJournalSink, type JournalMode } from './create-journal-sink.ts';
import { readJournal } from './journal-segments.ts';
import { openJournal } from './open-journal.ts';
import { inspectJournal, replayJournal } from './replay-journal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-journal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A sequencer with a journal, whose commits can be refused and whose journal can be taken away. */
function start(harness: AuditHarness, options: { readonly mode?: JournalMode; readonly maxSegmentBytes?: number } = {}) {
  const { store, clock, ids } = harness;
  const { logger } = createRecordingLogger();
  const journal = openJournal({ folder, ...options });
  const sink = createJournalSink({ store, clock, logger, journal }, { folder, mode: options.mode ?? 'strict' });
  const systemDraft = createSystemDrafts({ clock, ids }, { node: 'audit-1' });
  const appender = createAppender({ store, clock, logger, systemDraft, journal: sink }, { logName: 'carrel.test/audit', maxBatch: 64 });
  const lease = createLeaseHolder({ store, clock }, { name: 'sequencer', owner: 'one', leaseMs: 15_000, renewAfterMs: 5_000 });
  const append = async (): Promise<readonly LogEntry[]> => {
    const held = await lease.hold();
    if (held === null) throw new Error('expected the lease');
    return appender.append(held);
  };
  return { append, journal, sink, lease, enqueue: appender.enqueue };
}

const journalled = async () => {
  const found = [];
  for await (const item of readJournal(folder)) found.push(item);
  return found;
};
const hashes = (entries: readonly LogEntry[]) => entries.map(({ seq, leafHash }) => `${seq} ${leafHash}`);
const sealedTexts = (fields: readonly SealedField[]) =>
  fields
    .map(({ eventId, field, dekId, ciphertext }) => `${eventId} ${field} ${dekId} ${Buffer.from(ciphertext).toString('hex')}`)
    .toSorted();
const typesOf = (harness: AuditHarness) => harness.store.state.entries.map(({ type }) => type);

describe('a journal', () => {
  test('has each entry byte by byte, with its context and its ciphertexts', async () => {
    const harness = createAuditHarness();
    const { append } = start(harness);
    for (const type of ['question.accepted', 'login.succeeded', 'answer.completed'] as const) await harness.record(everyEvent[type]);
    await append();
    const items = await journalled();
    expect(items.map(({ entry }) => entry)).toEqual(harness.store.state.entries);
    const sealed = await harness.store.read.audit.listSealed(items.map(({ entry }) => entry.id));
    expect(sealed.length).toBeGreaterThan(3);
    expect(items.flatMap((item) => item.sealed)).toHaveLength(sealed.length);
    expect(sealedTexts(items.flatMap((item) => item.sealed))).toEqual(sealedTexts(sealed));
    expect((await stat(join(folder, (await readdir(folder))[0] ?? ''))).mode & 0o777).toBe(0o600);
  });

  test('begins a new file when one is full, and reads from anywhere', async () => {
    const harness = createAuditHarness();
    const { append } = start(harness, { maxSegmentBytes: 3_000 });
    for (let count = 0; count < 12; count += 1) {
      await harness.record(everyEvent['login.succeeded']);
      await append();
    }
    expect((await readdir(folder)).length).toBeGreaterThan(2);
    expect((await journalled()).map(({ entry }) => entry)).toEqual(harness.store.state.entries);
    const from = { shard: harness.store.state.entries[0]?.shard ?? 0, seq: 7 };
    const rest = [];
    for await (const { entry } of readJournal(folder, from)) rest.push(entry.seq);
    expect(rest).toEqual([7, 8, 9, 10, 11, 12]);
  });

  test('loses a frame that was cut off, and only that', async () => {
    const harness = createAuditHarness();
    const first = start(harness);
    await harness.record(everyEvent['login.succeeded']);
    await first.append();
    await first.journal.close();
    const [name = ''] = await readdir(folder);
    const whole = await stat(join(folder, name));
    await appendFile(join(folder, name), Buffer.concat([Buffer.from([0, 0, 4, 0]), Buffer.alloc(700, 1)]));
    const reopened = openJournal({ folder });
    expect(await reopened.tail()).toMatchObject({ seq: 1 });
    expect((await stat(join(folder, name))).size).toBe(whole.size);
    await reopened.close();
  });

  test('is not added to by a second hand', async () => {
    const harness = createAuditHarness();
    const { append } = start(harness);
    await harness.record(everyEvent['login.succeeded']);
    await append();
    const [name = ''] = await readdir(folder);
    await appendFile(join(folder, name), 'x');
    await harness.record(everyEvent['login.succeeded']);
    await expect(append()).rejects.toMatchObject({ code: 'AUDIT_LOG_DIVERGED' });
  });

  test('that was damaged in the middle is not read over', async () => {
    const harness = createAuditHarness();
    const { append, journal } = start(harness, { maxSegmentBytes: 2_000 });
    for (let count = 0; count < 6; count += 1) {
      await harness.record(everyEvent['login.succeeded']);
      await append();
    }
    await journal.close();
    const [name = ''] = await readdir(folder);
    const bytes = await readFile(join(folder, name));
    bytes.writeUInt8(bytes.readUInt8(200) ^ 1, 200);
    await writeFile(join(folder, name), bytes);
    await expect(journalled()).rejects.toMatchObject({ code: 'AUDIT_LOG_DIVERGED' });
  });
});

describe('the log and its journal', () => {
  test('a journal that is switched on later gets all that is there', async () => {
    const harness = createAuditHarness();
    for (let count = 0; count < 5; count += 1) await harness.record(everyEvent['login.succeeded']);
    await harness.drain();
    await harness.record(everyEvent['login.succeeded']);
    harness.clock.advance(20_000);
    await start(harness).append();
    expect(hashes((await journalled()).map(({ entry }) => entry))).toEqual(hashes(harness.store.state.entries));
  });

  test('a commit that was lost is done again as it was, and numbered once', async () => {
    let isRefused = true;
    const harness = createAuditHarness({
      fault: (point) => {
        if (point === 'commit' && isRefused) throw new Error('lost');
      },
    });
    isRefused = false;
    const { append, enqueue } = start(harness);
    await harness.record(everyEvent['login.succeeded']);
    await append();
    const id = await harness.record(everyEvent['login.failed']);
    await enqueue({ type: 'heartbeat' });
    isRefused = true;
    await expect(append()).rejects.toThrow();
    isRefused = false;
    const written = (await journalled()).map(({ entry }) => entry);
    expect(written.at(-1)?.id).toBe(id);
    await append();
    await append();
    expect(hashes(harness.store.state.entries)).toEqual(hashes(written));
    expect(harness.store.state.pending).toEqual([]);
    expect(await harness.verify()).toMatchObject({ verdict: 'ok', findings: [] });
  });

  test('a database that is older than the journal gets no new numbers until the journal is replayed', async () => {
    const harness = createAuditHarness();
    const first = start(harness);
    await harness.record(everyEvent['login.succeeded']);
    await first.append();
    const older = structuredClone(harness.store.state);
    for (const type of ['answer.rated', 'login.succeeded'] as const) await harness.record(everyEvent[type]);
    await first.append();
    const newer = structuredClone(harness.store.state.entries);
    const sealedBefore = await harness.store.read.audit.listSealed(newer.map(({ id }) => id));
    await first.journal.close();

    Object.assign(harness.store.state, older);
    const second = start(harness);
    await harness.record(everyEvent['login.failed']);
    await expect(second.append()).rejects.toMatchObject({ code: 'AUDIT_LOG_DIVERGED' });
    expect(harness.store.state.entries).toHaveLength(older.entries.length);
    expect(await inspectJournal(harness.store, folder)).toMatchObject({ state: 'ahead' });

    const lease = await second.lease.hold();
    if (lease === null) throw new Error('expected the lease');
    expect(await replayJournal(harness, { folder, lease })).toEqual({
      state: 'replayed',
      entryCount: 2,
      erasures: [],
      ended: [],
      open: [],
    });
    expect(harness.store.state.entries).toEqual(newer);
    expect(sealedTexts(await harness.store.read.audit.listSealed(newer.map(({ id }) => id)))).toEqual(sealedTexts(sealedBefore));
    expect(await inspectJournal(harness.store, folder)).toEqual({ state: 'same' });
    await second.append();
    expect(typesOf(harness).at(-1)).toBe('login.failed');
    expect(await harness.verify()).toMatchObject({ verdict: 'ok', findings: [] });
  });

  test('a replay destroys again the keys that were destroyed since the backup', async () => {
    const harness = createAuditHarness();
    const first = start(harness);
    await harness.record(everyEvent['login.succeeded']);
    await first.append();
    const [sealed] = await harness.store.read.audit.listSealed(harness.store.state.entries.map(({ id }) => id));
    if (sealed === undefined) throw new Error('expected a sealed field');
    const older = structuredClone(harness.store.state);
    await harness.record({ ...everyEvent['erasure.executed'], dekIds: [sealed.dekId] });
    await first.append();
    Object.assign(harness.store.state, older);
    const lease = await first.lease.hold();
    if (lease === null) throw new Error('expected the lease');
    expect(await replayJournal(harness, { folder, lease })).toMatchObject({ entryCount: 1, erasures: [{ subject: { kind: 'user' } }] });
    expect(await harness.store.read.audit.findKeyById(sealed.dekId)).toBeNull();
    expect(await harness.store.read.audit.listSealed(harness.store.state.entries.map(({ id }) => id))).not.toContainEqual(sealed);
  });
});

describe('a journal that cannot be written', () => {
  const takeAway = async () => {
    await rm(folder, { recursive: true, force: true });
    await writeFile(folder, 'no folder');
  };
  const giveBack = () => rm(folder, { force: true });

  test('strict: nothing is numbered, until it is back', async () => {
    await takeAway();
    const harness = createAuditHarness();
    const { append, sink } = start(harness);
    await harness.record(everyEvent['login.succeeded']);
    await expect(append()).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(sink.state()).toMatchObject({ status: 'failing', tail: null });
    expect(harness.store.state.entries).toEqual([]);
    await giveBack();
    expect((await append()).map(({ type }) => type)).toEqual(['log.opened', 'login.succeeded']);
    expect(sink.state()).toMatchObject({ status: 'ok', sinceMs: null, tail: { seq: 1 } });
  });

  test('available: the log goes on and says so, and the journal catches up', async () => {
    await takeAway();
    const harness = createAuditHarness();
    const { append, sink } = start(harness, { mode: 'available' });
    await harness.record(everyEvent['login.succeeded']);
    await append();
    expect(typesOf(harness)).toEqual(['log.opened', 'sink.gap', 'login.succeeded']);
    expect(sink.state()).toMatchObject({ status: 'behind' });
    await giveBack();
    harness.clock.advance(2_000);
    await harness.record(everyEvent['login.succeeded']);
    await append();
    expect(harness.store.state.entries.filter(({ type }) => type === 'sink.gap').map(({ outcome }) => outcome)).toEqual([
      'failure',
      'success',
    ]);
    expect(hashes((await journalled()).map(({ entry }) => entry))).toEqual(hashes(harness.store.state.entries));
    expect(await harness.verify()).toMatchObject({ verdict: 'ok', findings: [] });
  });

  test('available: after 15 minutes nothing is numbered any more', async () => {
    await takeAway();
    const harness = createAuditHarness();
    const { append, sink } = start(harness, { mode: 'available' });
    await harness.record(everyEvent['login.succeeded']);
    await append();
    harness.clock.advance(15 * 60_000);
    await harness.record(everyEvent['login.succeeded']);
    await expect(append()).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(sink.state().status).toBe('failing');
  });
});
