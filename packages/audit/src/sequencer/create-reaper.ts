import { systemActor, type Clock, type IdSource, type Logger, type RecordStore } from '@carrel/core';
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
}): { /** Closes what is abandoned now; gives how many. @throws DATABASE_UNAVAILABLE. */ reap(): Promise<number> } {
  const { store, clock, ids, trail, logger } = deps;
  return {
    async reap() {
      const abandoned = await store.read.answers.listAbandoned(clock.nowMs(), maxAnswersPerRound);
      let closedCount = 0;
      for (const answer of abandoned) {
        const isClosed = await store.transaction(async (repositories) => {
          const terminalEventId = ids.auditEventId();
          const at = new Date(clock.nowMs()).toISOString();
          if (!(await repositories.answers.closeAnswer(answer.id, { state: 'interrupted', result: null, terminalEventId, at })))
            return false;
          await trail.record(
            repositories,
            systemActor('audit', 'reaper'),
            {
              type: 'answer.interrupted',
              answerId: answer.id,
              intentEventId: answer.intentEventId,
              ownerId: answer.ownerId,
              reason: 'PROCESS_LOST',
              partialText: null,
            },
            { eventId: terminalEventId },
          );
          return true;
        });
        if (isClosed) closedCount += 1;
      }
      if (closedCount > 0) logger.warn('audit.answers-closed', { count: closedCount });
      return closedCount;
    },
  };
}
