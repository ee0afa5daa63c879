import { canMoveTo, CarrelError, isTerminalState, type VersionRepository, versionStates, type VersionStep } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { toVersion } from './document-rows.ts';
import { isOver } from './plausible-time.ts';

const openStates = versionStates.filter((state) => !isTerminalState(state));
const noProgress = { progress_stage: null, progress_done: null, progress_total: null } as const;
const noLease = { lease_owner: null, lease_until_ms: 0 } as const;

/**
 * Leases and the steps under them. Each is one UPDATE whose WHERE is the fence: a worker that lost its lease changes
 * nothing. A lease that has ended by itself is still good for a step as long as nobody else has taken the version.
 */
export function createVersionWork({
  database,
}: SqlContext): Pick<VersionRepository, 'claim' | 'renew' | 'advance' | 'release' | 'setProgress'> {
  const held = (id: VersionStep['versionId'], epoch: number) =>
    database.updateTable('document_version').where('id', '=', id).where('lease_epoch', '=', epoch).where('lease_owner', 'is not', null);

  return {
    async claim(id, owner, nowMs, leaseMs) {
      const untilMs = nowMs + leaseMs;
      const row = await database
        .updateTable('document_version')
        .set(({ eb }) => ({
          state: 'stored',
          lease_owner: owner,
          lease_epoch: eb('lease_epoch', '+', 1),
          lease_until_ms: untilMs,
          attempt: eb('attempt', '+', 1),
          generation: null,
          reason_code: null,
          reason_is_retryable: null,
          ...noProgress,
        }))
        .where('id', '=', id)
        .where('state', 'in', openStates)
        .where(isOver('lease_until_ms', nowMs))
        .where(isOver('not_before_ms', nowMs))
        .returningAll()
        .executeTakeFirst();
      return row ? { version: toVersion(row), owner, epoch: row.lease_epoch, untilMs, queueOrder: row.queue_order } : null;
    },

    async renew(id, epoch, untilMs) {
      const { numUpdatedRows } = await held(id, epoch).set({ lease_until_ms: untilMs }).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async advance(step) {
      if (!canMoveTo(step.from, step.to))
        throw new CarrelError('INTERNAL', { message: `a version cannot move from ${step.from} to ${step.to}` });
      const { numUpdatedRows } = await held(step.versionId, step.epoch)
        .set({ state: step.to, ...resultColumns(step), ...(isTerminalState(step.to) && { ...noLease, ...noProgress }) })
        .where('state', '=', step.from)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async release(id, epoch, notBeforeMs) {
      const { numUpdatedRows } = await held(id, epoch)
        .set({ state: 'stored', not_before_ms: notBeforeMs, generation: null, ...noLease, ...noProgress })
        .where('state', 'in', openStates)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async setProgress(id, epoch, progress) {
      await held(id, epoch).set({ progress_stage: progress.stage, progress_done: progress.done, progress_total: progress.total }).execute();
    },
  };
}

function resultColumns({ result = {} }: VersionStep) {
  return {
    ...(result.parsedBlobSha256 !== undefined && { parsed_blob_sha256: result.parsedBlobSha256 }),
    ...(result.pageCount !== undefined && { page_count: result.pageCount }),
    ...(result.charCount !== undefined && { char_count: result.charCount }),
    ...(result.chunkCount !== undefined && { chunk_count: result.chunkCount }),
    ...(result.validity !== undefined && { validity: result.validity === null ? null : JSON.stringify(result.validity) }),
    ...(result.generation !== undefined && { generation: result.generation }),
    ...(result.publishedAt !== undefined && { published_at: result.publishedAt }),
    ...(result.reason !== undefined && { reason_code: result.reason.code, reason_is_retryable: result.reason.isRetryable ? 1 : 0 }),
  };
}
