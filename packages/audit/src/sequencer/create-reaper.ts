import { systemActor, type Clock, type IdSource, type Logger, type RecordStore } from '@carrel/core';
import type { AuditEvent } from '../events/audit-event.ts';
import type { AuditTrail } from '../trail/create-audit-trail.ts';

const maxAnswersPerRound = 100;

/**
 * Closes answers whose process is gone, so that every accepted question gets its one terminal record.
 *
 * The row is closed and the event written in one transaction, and only one process's close takes effect: an answer that is
 * completed at the same moment is left alone.
 */
export function createReaper(deps: {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: Pick<IdSource, 'auditEventId'>;
  readonly trail: Pick<AuditTrail, 'record'>;
  readonly logger: Logger;
}): {
  /** Closes what is abandoned now; gives how many. One that cannot be closed does not keep the others open. @throws its error, afterwards. */ reap(): Promise<number>;
} {
  const { store, clock, ids, trail, logger } = deps;

  const close = (answer: Awaited<ReturnType<RecordStore['read']['answers']['listAbandoned']>>[number]) =>
    store.transaction(async (repositories) => {
      const terminalEventId = ids.auditEventId();
      const at = new Date(clock.nowMs()).toISOString();
      if (!(await repositories.answers.closeAnswer(answer.id, { state: 'interrupted', result: null, terminalEventId, at }))) return false;
      const event: AuditEvent = {
        type: 'answer.interrupted',
        answerId: answer.id,
        intentEventId: answer.intentEventId,
        ownerId: answer.ownerId,
        reason: 'PROCESS_LOST',
        partialText: null,
      };
      await trail.record(repositories, systemActor('audit', 'reaper'), event, { eventId: terminalEventId });
      return true;
    });

  return {
    async reap() {
      const abandoned = await store.read.answers.listAbandoned(clock.nowMs(), maxAnswersPerRound);
      const outcomes: PromiseSettledResult<boolean>[] = [];
      // One after the other: SQL takes one writer at a time, and people come first.
      for (const answer of abandoned) outcomes.push(...(await Promise.allSettled([close(answer)])));
      const count = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
      if (count > 0) logger.warn('audit.answers-closed', { count });
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      return count;
    },
  };
}
