import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import {
  createAuditTrail,
  createFileLogSigner,
  createJournalSink,
  createLeaseHolder,
  createLogFiles,
  createPublisher,
  createReaper,
  createSequencer,
  openJournal,
  type Journal,
  type JournalMode,
  type Sequencer,
} from '@carrel/audit';
import type { Clock, LogEntry, Logger, NamedLease, RecordStore } from '@carrel/core';
import { createRandomIdSource } from '@carrel/runtime';
import { createRecordStore } from '@carrel/storage';
import { createLeaseNote } from './lease-note.ts';
import { openWithPatience } from './open-with-patience.ts';
import { createSequencerServer } from './server/create-sequencer-server.ts';
import { listenOnPort } from './server/listen-on-port.ts';
import { listenOnSocket } from './server/listen-on-socket.ts';
import { repeat } from './repeat.ts';

export interface AuditWorkerOptions {
  /** `postgres://…`; undefined: SQLite. */
  readonly databaseUrl?: string;
  readonly sqlitePath: string;
  readonly socketPath: string;
  /** Where it listens besides, for processes of other containers. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Seed of the key that signs; made at the first start. */
  readonly logKeyPath: string;
  /** Where the log lies as plain files. */
  readonly logFolder: string;
  /** The second place of the log. */
  readonly journal?: { readonly folder: string; readonly mode: JournalMode };
  /** Name of this process in the log. */
  readonly node: string;
  /** Version of Carrel. */
  readonly version: string;
  /** Names the log when it is begun. */
  readonly logName: string;
}

export interface AuditWorker {
  readonly sequencer: Sequencer;
  close(): Promise<void>;
}

export interface AuditWorkerDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onAppended?: (entries: readonly LogEntry[]) => void;
}

/** Long enough that renewing costs next to nothing; after a crash the next process does not wait for it (see `LeaseNote`). */
const leaseMs = 15_000;
const renewAfterMs = 5_000;
const reapMs = 3_000;
/** A checkpoint is published so often while there is something new; the sequencer's heartbeat makes it one a minute at least. */
const publishMs = 1_000;

/** Opens the record, listens, and numbers events until it is closed. Resolves when it listens; waits for the record if need be. */
export async function startAuditWorker(deps: AuditWorkerDeps, options: AuditWorkerOptions, signal: AbortSignal): Promise<AuditWorker> {
  const { clock, logger } = deps;
  const { databaseUrl, sqlitePath } = options;
  const store = await openWithPatience(
    () => createRecordStore({ clock, logger, sqlitePath, ...(databaseUrl !== undefined && { url: databaseUrl }) }),
    { logger, signal },
  );
  const ids = createRandomIdSource(clock);
  const signer = await createFileLogSigner({ path: options.logKeyPath });
  const publisher = createPublisher({ store, clock, logger, signer, files: createLogFiles({ folder: options.logFolder }) });
  const note = createLeaseNote({ store, logger }, { path: join(dirname(options.socketPath), 'audit-lease.json') });
  const owner = `${hostname()}/${process.pid}/${randomBytes(4).toString('hex')}`;
  const onTaken = (taken: NamedLease) => note.write(taken).catch((error: unknown) => logger.error('audit.lease-note-failed', error));
  const lease = createLeaseHolder({ store, clock }, { name: 'sequencer', owner, leaseMs, renewAfterMs, onTaken });
  const journalFiles = options.journal === undefined ? null : openJournal({ folder: options.journal.folder });
  const journal =
    journalFiles === null || options.journal === undefined
      ? null
      : createJournalSink({ store, clock, logger, journal: journalFiles }, options.journal);
  const sequencer = createSequencer(
    {
      store,
      clock,
      logger,
      ids,
      lease,
      journal,
      beforeRelease: publisher.publish,
      ...(deps.onAppended !== undefined && { onAppended: deps.onAppended }),
    },
    options,
  );
  const trail = createAuditTrail({ store, keyring: null, clock, ids, sequencer: { sequence: async () => {} } }, { node: options.node });
  const reaper = createReaper({ store, clock, ids, trail, logger });
  const server = createSequencerServer({ sequencer, publisher, journal, logger });
  const outer = createSequencerServer({ sequencer, publisher, journal, logger });
  try {
    await listenOnSocket(server, options.socketPath);
    if (options.listen !== undefined) await listenOnPort(outer, options.listen);
    await note.releaseDead();
  } catch (error) {
    await store.close();
    throw error;
  }
  sequencer.start();
  const reaping = repeat(
    async () => {
      if (sequencer.state().status === 'leading') await reaper.reap();
    },
    { everyMs: reapMs, onError: (error) => logger.error('audit.reap-failed', error) },
  );
  const publishing = repeat(
    async () => {
      const held = sequencer.state().status === 'leading' ? await lease.hold() : null;
      if (held !== null) await publisher.publish(held);
    },
    { everyMs: publishMs, onError: (error) => logger.error('audit.publish-failed', error) },
  );
  return {
    sequencer,
    close: () => closeAll({ repeated: [reaping, publishing], sequencer, servers: [server, outer], note, journalFiles, store }),
  };
}

/** Numbers what waits and answers who waits, before the door is shut. */
async function closeAll(parts: {
  readonly repeated: readonly { stop(): Promise<void> }[];
  readonly sequencer: Sequencer;
  readonly servers: readonly Server[];
  readonly note: { remove(): Promise<void> };
  readonly journalFiles: Journal | null;
  readonly store: RecordStore;
}): Promise<void> {
  for (const repeated of parts.repeated) await repeated.stop();
  await parts.sequencer.stop();
  await Promise.all(parts.servers.map(closeServer));
  await parts.note.remove();
  await parts.journalFiles?.close();
  await parts.store.close();
}

/** Resolves at once for one that does not listen. */
async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), 500);
  await promise;
  clearTimeout(cutOff);
}
