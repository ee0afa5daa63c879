import { randomUUID } from 'node:crypto';
import { createAuditTrail, createFileKeyring } from '@carrel/audit';
import type { Actor, Clock, Logger, RecordStore } from '@carrel/core';
import { systemActor } from '@carrel/core';
import { createRandomIdSource } from '@carrel/runtime';
import type { RecordPlace } from '@carrel/storage';
import { createRecordStore } from '@carrel/storage';
import type { LogTail } from './archive/manifest.ts';
import type { WrittenBackup } from './write-backup.ts';

interface RecordDeps {
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

/** The first entry after those of the backup. It names the last of them. */
export async function recordRestore(
  deps: RecordDeps,
  record: RecordPlace,
  { manifestSha256, log }: { readonly manifestSha256: string; readonly log: LogTail | null },
): Promise<void> {
  await withStore(deps, record, async (store) => {
    // The keys need not be there yet, and none may be made in their place.
    const trail = createAuditTrail(
      { store, keyring: null, clock: deps.clock, ids: createRandomIdSource(deps.clock), sequencer: noHint },
      { node },
    );
    const end = log === null ? null : { shard: log.shard, sizeEntries: log.size, lastLeafHash: log.lastLeafHash };
    await store.transaction((inside) =>
      trail.record(inside, systemActor('restore', randomUUID()), { type: 'restore.performed', manifestSha256, end }),
    );
  });
}

async function withStore(deps: RecordDeps, record: RecordPlace, work: (store: RecordStore) => Promise<void>): Promise<void> {
  const store = await createRecordStore({ ...deps, ...record });
  try {
    await work(store);
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
