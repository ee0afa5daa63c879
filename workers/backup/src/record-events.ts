import { randomUUID } from 'node:crypto';
import { createAuditTrail, createFileKeyring } from '@carrel/audit';
import type { Actor, Clock, Logger, RecordStore } from '@carrel/core';
import { answerIdSchema, systemActor } from '@carrel/core';
import { createRandomIdSource } from '@carrel/runtime';
import type { RecordPlace } from '@carrel/storage';
import { createRecordStore } from '@carrel/storage';
import type { LogTail } from './archive/manifest.ts';
import type { ReplayedJournal } from './replay-log.ts';
import type { WrittenBackup } from './write-backup.ts';

export interface RecordDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Name of this process in the log. */
const node = 'backup-1';
/** The sequencer numbers what it finds within seconds, or at its next start. */
const noHint = { sequence: async () => {} };

/** That all of it was copied, and by whom: the owner of the data folder, who alone can run this. */
export async function recordBackup(
  deps: RecordDeps,
  record: RecordPlace,
  { manifest, manifestSha256, sizeBytes, auditKeyFile }: WrittenBackup & { readonly auditKeyFile: string },
): Promise<void> {
  await withStore(deps, record, async (store) => {
    const keyring = await createFileKeyring({ path: auditKeyFile });
    const trail = createAuditTrail(
      { store, keyring, clock: deps.clock, ids: createRandomIdSource(deps.clock), sequencer: noHint },
      { node },
    );
    const actor = await ownerActor(store);
    await store.transaction((inside) =>
      trail.record(inside, actor, { type: 'backup.completed', manifestSha256, fileCount: manifest.files.length, sizeBytes }),
    );
  });
}

export interface PerformedRestore {
  readonly manifestSha256: string;
  /** The last entry of the backup; null: its log was empty. */
  readonly log: LogTail | null;
  /** What the journal had behind it; null: none is configured. */
  readonly journal: ReplayedJournal | null;
}

/**
 * The first entries after those of the backup and of the journal. They name the last of the backup, close the questions whose end
 * was lost with the machine, and say when the journal could not tell what came after the backup.
 */
export async function recordRestore(
  deps: RecordDeps,
  record: RecordPlace,
  { manifestSha256, log, journal }: PerformedRestore,
): Promise<void> {
  await withStore(deps, record, async (store) => {
    // The keys need not be there yet, and none may be made in their place.
    const trail = createAuditTrail(
      { store, keyring: null, clock: deps.clock, ids: createRandomIdSource(deps.clock), sequencer: noHint },
      { node },
    );
    const actor = systemActor('restore', randomUUID());
    await store.transaction(async (inside) => {
      for (const { intentEventId, answerId, askerRef } of journal?.open ?? []) {
        const ownerId = await inside.audit.findUserBySubject(askerRef);
        const end = { answerId: answerIdSchema.parse(answerId), intentEventId, ownerId, partialText: null } as const;
        await trail.record(inside, actor, { type: 'answer.interrupted', reason: 'PROCESS_LOST', ...end });
      }
      const replayedCount = journal?.entryCount ?? 0;
      await trail.record(inside, actor, { type: 'restore.performed', manifestSha256, end: shardEnd(log), replayedCount });
      const cause = journal === null ? undefined : discontinuities[journal.state];
      if (cause !== undefined) await trail.record(inside, actor, { type: 'log.discontinuity', end: shardEnd(journal?.end ?? log), cause });
    });
  });
}

const discontinuities: Readonly<Partial<Record<ReplayedJournal['state'], 'journal-missing' | 'journal-behind' | 'journal-gap'>>> = {
  missing: 'journal-missing',
  behind: 'journal-behind',
  gap: 'journal-gap',
};

function shardEnd(tail: LogTail | null) {
  return tail === null ? null : { shard: tail.shard, sizeEntries: tail.size, lastLeafHash: tail.lastLeafHash };
}

export async function withStore<Result>(
  deps: RecordDeps,
  record: RecordPlace,
  work: (store: RecordStore) => Promise<Result>,
): Promise<Result> {
  const store = await createRecordStore({ ...deps, ...record });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function ownerActor(store: RecordStore): Promise<Actor> {
  const owner = await store.read.identity.findOwner();
  const requestId = randomUUID();
  if (owner === null) return systemActor('backup', requestId);
  const principal = { kind: 'user', userId: owner.id } as const;
  return {
    principal,
    audience: [principal],
    roles: owner.roles,
    channel: 'cli',
    authentication: { method: 'data-folder-owner' },
    requestId,
  };
}
