import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createLeaseHolder, removeGivenUpBlobs, replayJournal, type ReplayReport } from '@carrel/audit';
import type { BlobStore, Clock, RecordStore } from '@carrel/core';
import { CarrelError, documentIdSchema, isoTime } from '@carrel/core';
import type { RecordPlace } from '@carrel/storage';
import { createTreeBuilder, fromHex, toHex } from '@carrel/tlog';
import type { LogTail } from './archive/manifest.ts';
import type { KnownCheckpoint } from './known-checkpoints.ts';
import { withStore, type RecordDeps } from './record-events.ts';

export interface ReplayedJournal extends Pick<ReplayReport, 'state' | 'entryCount' | 'open'> {
  /** Where the log ends now; null: it is empty. */
  readonly end: LogTail | null;
}

const leaseMs = 30_000;
const renewAfterMs = 10_000;

/**
 * Puts back what the journal has behind the end of a restored log, and does again to the restored record what these entries
 * tell of and what must not come undone: erasures, and the ends of answers.
 * @throws AUDIT_LOG_DIVERGED when the journal is that of another log.
 */
export async function replayLog(
  deps: RecordDeps & { readonly openBlobs: () => Promise<BlobStore> },
  record: RecordPlace,
  folder: string,
): Promise<ReplayedJournal> {
  const { clock } = deps;
  return withStore(deps, record, async (store) => {
    const owner = `${hostname()}/${process.pid}/${randomBytes(4).toString('hex')}`;
    const holder = createLeaseHolder({ store, clock }, { name: 'sequencer', owner, leaseMs, renewAfterMs });
    const lease = await holder.hold();
    if (lease === null) throw new CarrelError('CONFLICT', { message: 'Another process numbers the log of this database. Stop it first.' });
    try {
      const report = await replayJournal({ store, clock }, { folder, lease });
      await eraseAgain(store, clock, report);
      if (report.erasures.length > 0) await removeGivenUpBlobs(store, await deps.openBlobs());
      await closeAnswers(store, clock, report);
      return { state: report.state, entryCount: report.entryCount, open: report.open, end: (await readTails(store)).at(-1) ?? null };
    } finally {
      await holder.release();
    }
  });
}

/** What was erased after the backup was made is in it. */
async function eraseAgain(store: RecordStore, clock: Clock, { erasures }: ReplayReport): Promise<void> {
  for (const { subject } of erasures) {
    if (subject === null) continue;
    await store.transaction(async ({ audit, retention }) => {
      if (subject.kind === 'document') {
        await retention.eraseDocument(documentIdSchema.parse(subject.ref), isoTime(clock));
        return;
      }
      const userId = await audit.findUserBySubject(subject.ref);
      if (userId === null) return;
      await audit.forgetSubject(userId);
      await retention.erasePerson(userId, isoTime(clock));
    });
  }
  if (erasures.length > 0) await store.forgetDeleted();
}

/** An answer that was being written when the backup was made has its end in the log already: it must not get a second one. */
async function closeAnswers(store: RecordStore, clock: Clock, { ended }: ReplayReport): Promise<void> {
  if (ended.length === 0) return;
  const terminal = new Map(ended.map((one) => [one.intentEventId, one.terminalEventId]));
  const open = await store.read.answers.listAbandoned(Number.MAX_SAFE_INTEGER, 10_000);
  for (const { id, intentEventId } of open) {
    const terminalEventId = terminal.get(intentEventId);
    if (terminalEventId === undefined) continue;
    await store.transaction(({ answers }) =>
      answers.closeAnswer(id, { state: 'interrupted', result: null, terminalEventId, at: isoTime(clock) }),
    );
  }
}

/** Moves the files of a journal with a gap aside, so that a whole one begins in their place. @returns where they lie now. */
export async function moveJournalAside(folder: string, at: string): Promise<string> {
  const aside = join(folder, `damaged-${at.replaceAll(/[:.]/g, '-')}`);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.journal'));
  for (const name of names) await rename(join(folder, name), join(aside, name));
  return aside;
}

const leavesAtOnce = 8_192;

/** How far the log goes, by year, and its root at each size that somebody knows a checkpoint of. */
export async function surveyLog(
  deps: RecordDeps,
  record: RecordPlace,
  known: readonly KnownCheckpoint[],
): Promise<{ readonly log: readonly LogTail[]; readonly roots: ReadonlyMap<string, string> }> {
  return withStore(deps, record, async (store) => {
    const roots = new Map<string, string>();
    for (const shard of new Set(known.map((one) => one.shard))) {
      const sizes = new Set(known.filter((one) => one.shard === shard).map(({ size }) => size));
      for await (const [size, root] of rootsOf(store, shard, sizes)) roots.set(`${shard}/${size}`, root);
    }
    return { log: await readTails(store), roots };
  });
}

async function* rootsOf(store: RecordStore, shard: number, sizes: ReadonlySet<number>): AsyncGenerator<readonly [number, string]> {
  const builder = createTreeBuilder();
  const largest = Math.max(...sizes);
  while (builder.size < largest) {
    const leaves = await store.read.auditTree.listLeaves(shard, builder.size, leavesAtOnce);
    if (leaves.length === 0) return;
    for (const { leafHash } of leaves) {
      builder.append(fromHex(leafHash) ?? new Uint8Array(32));
      if (sizes.has(builder.size)) yield [builder.size, toHex(builder.root())];
    }
  }
}

async function readTails(store: RecordStore): Promise<readonly LogTail[]> {
  const { audit } = store.read;
  const tails: LogTail[] = [];
  for (const { shard, size } of await audit.listShards()) {
    const [last] = await audit.listEntries(shard, size - 1, 1);
    if (last !== undefined) tails.push({ shard, size, lastLeafHash: last.leafHash });
  }
  return tails;
}
