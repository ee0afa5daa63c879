import { setTimeout as delay } from 'node:timers/promises';
import type { Access } from '@carrel/access';
import { discloseFields, tileSource, type Disclosure, type Keyring } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { AuditEventId, LogEntry, RecordStore } from '@carrel/core';
import { answerIdSchema, CarrelError } from '@carrel/core';
import { createTileReader, proveInclusion, toHex } from '@carrel/tlog';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';

export interface ReceiptDeps {
  readonly store: Pick<RecordStore, 'read'>;
  readonly keyring: Keyring;
  readonly access: Pick<Access, 'mayReadAll'>;
}

/** A checkpoint follows within two seconds; somebody who clicks right after an answer waits for it. */
const checkpointWaitMs = 5_000;
const checkpointPollMs = 200;

/** The record of one's own answer, to be kept: it verifies without Carrel, and shows later whether the log says the same. */
export function createReceiptHandler({ store, keyring, access }: ReceiptDeps): BoundRoute {
  const { answers, audit } = store.read;
  return handle(routes.getAnswerReceipt, async ({ caller, params, response }) => {
    const answerId = idOrNotFound(answerIdSchema, params.id);
    const answer = await answers.findAnswer(answerId);
    if (answer === null || answer.ownerId !== caller.userId) throw new CarrelError('NOT_FOUND');
    const ids = [answer.intentEventId, ...(answer.terminalEventId === null ? [] : [answer.terminalEventId])];
    const entries = await Promise.all(ids.map((id) => findEntry(store, id)));
    const disclosures: Disclosure[] = [];
    // As in the conversation: who may no longer read what the answer rests on is not shown it again.
    const mayRead = answer.documentIds.length === 0 || (await access.mayReadAll(caller.actor, answer.documentIds));
    const fields = mayRead ? (['question', 'answer'] as const) : (['question'] as const);
    for (const entry of entries) disclosures.push(...(await discloseFields({ audit, keyring }, entry, fields)));
    response.setHeader('content-disposition', `attachment; filename="carrel-receipt-${answerId}.json"`);
    return {
      format: 'carrel-receipt/1' as const,
      answerId,
      events: await Promise.all(entries.map((entry) => proven(store, entry))),
      disclosures,
    };
  });
}

async function findEntry({ read }: ReceiptDeps['store'], id: AuditEventId): Promise<LogEntry> {
  const entry = await read.audit.findEntry(id);
  if (entry === null) throw new CarrelError('NOT_FOUND');
  return entry;
}

async function proven({ read }: ReceiptDeps['store'], { id, type, shard, seq, leafHash, leaf }: LogEntry) {
  const { size, note } = await coveringCheckpoint(read, shard, seq);
  const verifierKey = await read.auditTree.findVerifierKey(shard);
  if (verifierKey === null) throw new CarrelError('NOT_FOUND');
  const proof = await proveInclusion(createTileReader(tileSource(read.auditTree, shard), size), seq, size);
  return {
    eventId: id,
    type,
    shard,
    seq,
    leafHash,
    leaf: Buffer.from(leaf).toString('utf8'),
    size,
    proof: proof.map(toHex),
    checkpoint: note,
    verifierKey,
  };
}

async function coveringCheckpoint(read: RecordStore['read'], shard: number, seq: number) {
  for (let waitedMs = 0; ; waitedMs += checkpointPollMs) {
    const checkpoint = await read.auditTree.findCheckpoint(shard);
    if (checkpoint !== null && checkpoint.size > seq) return checkpoint;
    if (waitedMs >= checkpointWaitMs)
      throw new CarrelError('CONFLICT', { message: `No checkpoint covers entry ${seq} yet; the next one follows within seconds.` });
    await delay(checkpointPollMs);
  }
}
