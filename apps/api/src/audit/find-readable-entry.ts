import type { AuditEventId, LogEntry, Repositories } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import { mayReadLog } from '../http/require-access.ts';

/** An entry that the caller may read: one of their own, or any for whoever may read the log. @throws NOT_FOUND. */
export async function findReadableEntry({ audit }: Pick<Repositories, 'audit'>, caller: Caller, id: AuditEventId): Promise<LogEntry> {
  const entry = await audit.findEntry(id);
  if (entry === null) throw new CarrelError('NOT_FOUND');
  const isOwn = (await audit.findUserBySubject(entry.actorRef)) === caller.userId;
  if (!isOwn && !mayReadLog(caller)) throw new CarrelError('NOT_FOUND');
  return entry;
}
