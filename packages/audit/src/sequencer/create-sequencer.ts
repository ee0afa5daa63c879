import {
  type AuditEventId,
  type Clock,
  type IdSource,
  type LogEntry,
  type Logger,
  type NamedLease,
  type RecordStore,
  faultPoint,
} from '@carrel/core';
import type { JournalSink } from '../journal/create-journal-sink.ts';
import type { AuditReceipt } from '../trail/audit-receipt.ts';
import { createAppender } from './create-appender.ts';
import type { LeaseHolder } from './lease-holder.ts';
import { createStateTracker, type SequencerState } from './sequencer-state.ts';
import { createSystemDrafts } from './system-drafts.ts';
import { createWaitingRoom } from './waiting-room.ts';
import { createWakeUp } from './wake-up.ts';

export interface SequencerDependencies {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: Pick<IdSource, 'auditEventId'>;
  readonly lease: LeaseHolder;
  /** The second place of the log; none: there is only SQL. */
  readonly journal?: JournalSink | null;
  /** Called after each append, for metrics. */
  readonly onAppended?: (entries: readonly LogEntry[]) => void;
  /** Called at the end, when the last event has its number and the lease is still held. */
  readonly beforeRelease?: (lease: NamedLease) => Promise<void>;
}

export interface SequencerOptions {
  /** Names the log when it is begun, such as `carrel.example.com/audit`; one that exists keeps the name it has. */
  readonly logName: string;
  /** Name of this process in the log. */
  readonly node: string;
  /** Version of Carrel, for `node.started`. */
  readonly version: string;
  /** Drafts in one transaction. */
  readonly maxBatch?: number;
  /** Under load, the least time from one transaction to the next, so that more drafts share one fsync. */
  readonly groupWaitMs?: number;
  /** How long SQL is left alone when nobody hints: within ten seconds after an append, and otherwise. */
  readonly busyPollMs?: number;
  readonly idlePollMs?: number;
  readonly heartbeatMs?: number;
}

/** Numbers committed events, chains them and stores their exact bytes. One process at a time does so. */
export interface Sequencer {
  start(): void;
  /** Wakes the sequencer and waits for the numbers; gives those that came in time, in the order of `ids`. */
  sequence(ids: readonly AuditEventId[], timeoutMs: number): Promise<readonly AuditReceipt[]>;
  state(): SequencerState;
  /** Numbers what waits, says goodbye in the log and gives the lease back. */
  stop(): Promise<void>;
}

const defaults = { maxBatch: 512, groupWaitMs: 3, busyPollMs: 250, idlePollMs: 1_000, heartbeatMs: 60_000 };
const busyMs = 10_000;

export function createSequencer(deps: SequencerDependencies, options: SequencerOptions): Sequencer {
  const setting = { ...defaults, ...options };
  const tracker = createStateTracker(deps);
  const room = createWaitingRoom();
  const appender = createAppender({ ...deps, systemDraft: createSystemDrafts(deps, options) }, setting);
  const turn = createTurn({ ...deps, appender, tracker, room }, setting);
  const work = createWakeUp();
  const halt = createWakeUp();
  let isStopping = false;
  let loop: Promise<void> = Promise.resolve();
  let heartbeat: NodeJS.Timeout | undefined;

  async function finish(): Promise<void> {
    const held = await deps.lease.hold().catch(() => null);
    if (held !== null) await deps.beforeRelease?.(held);
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      const { sleepMs, isFailure } = await turn();
      // A hint cuts a sleep short but not a back-off: a store that refuses is not asked more often because more people ask.
      await (isFailure ? halt : work).sleep(sleepMs);
      const groupMs = setting.groupWaitMs - tracker.sinceAppendMs();
      if (groupMs > 0) await halt.sleep(groupMs);
    }
  }

  return {
    start() {
      heartbeat = setInterval(() => {
        const { status } = tracker.current();
        // While SQL is away heartbeats pile up, and show afterwards that this process lived.
        if (status === 'leading' || status === 'failing') void appender.enqueue({ type: 'heartbeat' });
      }, setting.heartbeatMs);
      loop = run();
    },
    sequence(ids, timeoutMs) {
      const receipts = room.wait(ids, timeoutMs);
      work.wake();
      return receipts;
    },
    state: () => ({ ...tracker.current(), tail: appender.tail() }),
    async stop() {
      clearInterval(heartbeat);
      isStopping = true;
      work.wake();
      halt.wake();
      await loop;
      if (tracker.current().status === 'leading') {
        // What waits first: an event of the sequencer's own comes before those in the same batch.
        while ((await turn()).sleepMs === 0);
        await appender.enqueue({ type: 'node.stopped', version: options.version });
        while ((await turn()).sleepMs === 0);
        await finish();
        await deps.lease.release().catch((error: unknown) => deps.logger.error('audit.release-failed', error));
      }
      tracker.stopped();
    },
  };
}

interface TurnDependencies extends SequencerDependencies {
  readonly appender: ReturnType<typeof createAppender>;
  readonly tracker: ReturnType<typeof createStateTracker>;
  readonly room: ReturnType<typeof createWaitingRoom>;
}

/** One turn of the loop: take or keep the lease, append what waits, tell who waits. Never rejects. */
function createTurn(
  deps: TurnDependencies,
  setting: typeof defaults & SequencerOptions,
): () => Promise<{ readonly sleepMs: number; readonly isFailure: boolean }> {
  const { appender, tracker, room, lease } = deps;
  let hasLed = false;

  async function announce(entries: readonly LogEntry[]): Promise<void> {
    room.announce(entries.map(({ id, shard, seq, leafHash }) => ({ eventId: id, shard, seq, leafHash })));
    for (const eventId of room.takeUnchecked()) {
      const place = await deps.store.read.audit.findSequence(eventId);
      if (place !== null) room.announce([{ eventId, ...place }]);
    }
  }

  async function lead(): Promise<number> {
    const held = await lease.hold();
    if (held === null) {
      tracker.standby();
      await announce([]);
      return setting.idlePollMs;
    }
    if (!hasLed) faultPoint('sequencer.lease-taken');
    if (!hasLed) await appender.enqueue({ type: 'node.started', version: setting.version });
    hasLed = true;
    const entries = await appender.append(held);
    tracker.leading(held.epoch);
    if (entries.length > 0) {
      tracker.appended();
      deps.onAppended?.(entries);
    }
    await announce(entries);
    if (entries.length > 0) faultPoint('sequencer.after-announce');
    if (entries.length >= setting.maxBatch) return 0;
    return tracker.sinceAppendMs() < busyMs ? setting.busyPollMs : setting.idlePollMs;
  }

  return async () => {
    try {
      return { sleepMs: await lead(), isFailure: false };
    } catch (error) {
      lease.forget();
      return { sleepMs: tracker.failed(error), isFailure: true };
    }
  };
}
