import type { AuditEventId, AuditRepository, Logger, PendingEvent } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { draftSchema, type Draft } from '../draft/draft.ts';

/** Reads the drafts that wait, without those that can never be numbered. */
export interface DraftQueue {
  /**
   * In the order of insertion, at most `limit`.
   * @param options.isSuspicious after a failed append: each draft is looked up, because one whose id the log has already
   *   would make every append fail.
   */
  list(limit: number, options: { readonly isSuspicious: boolean }): Promise<readonly Draft[]>;
}

/** A draft that cannot be numbered stays where it is and holds up nobody else; verification points at it by its age. */
export function createDraftQueue(deps: { readonly audit: AuditRepository; readonly logger: Logger }): DraftQueue {
  const setAside = new Set<AuditEventId>();

  function leaveAside(id: AuditEventId, cause: string): void {
    setAside.add(id);
    deps.logger.error(
      'audit.draft-set-aside',
      new CarrelError('CONFLICT', { message: `The audit draft ${id} cannot be numbered: ${cause}.` }),
      { eventId: id },
    );
  }

  return {
    async list(limit, { isSuspicious }) {
      const drafts: Draft[] = [];
      for (const event of await deps.audit.listPending(limit + setAside.size)) {
        if (setAside.has(event.id)) continue;
        const draft = parseDraft(event);
        if (draft === null) leaveAside(event.id, 'it is not a valid draft');
        else if (isSuspicious && (await deps.audit.findSequence(event.id)) !== null)
          leaveAside(event.id, 'the log has an entry with its id');
        else drafts.push(draft);
      }
      return drafts;
    },
  };
}

function parseDraft(event: PendingEvent): Draft | null {
  let value: unknown;
  try {
    value = JSON.parse(event.draft);
  } catch {
    return null;
  }
  const result = draftSchema.safeParse(value);
  return result.success && result.data.leaf.id === event.id ? result.data : null;
}
