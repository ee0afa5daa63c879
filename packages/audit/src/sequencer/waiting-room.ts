import type { AuditEventId } from '@carrel/core';
import type { AuditReceipt } from '../trail/audit-receipt.ts';

/** Where those who asked for an event's number wait for it. */
export interface WaitingRoom {
  /** Resolves with the receipts of those ids that were numbered before `timeoutMs` was over, in the order of `ids`. */
  wait(ids: readonly AuditEventId[], timeoutMs: number): Promise<readonly AuditReceipt[]>;
  announce(receipts: readonly AuditReceipt[]): void;
  /** Ids for which somebody waits and which nobody has looked up yet; each is given once. */
  takeUnchecked(): readonly AuditEventId[];
}

/** Numbers that were given out lately are remembered, for those who ask a moment too late. */
const rememberedReceipts = 4_096;

export function createWaitingRoom(): WaitingRoom {
  const recent = new Map<AuditEventId, AuditReceipt>();
  const waiting = new Map<AuditEventId, Set<(receipt: AuditReceipt) => void>>();
  const unchecked = new Set<AuditEventId>();

  const remember = (receipt: AuditReceipt) => {
    recent.set(receipt.eventId, receipt);
    if (recent.size <= rememberedReceipts) return;
    for (const oldest of recent.keys()) {
      recent.delete(oldest);
      break;
    }
  };

  const leave = (id: AuditEventId, visitor: (receipt: AuditReceipt) => void) => {
    const visitors = waiting.get(id);
    visitors?.delete(visitor);
    if (visitors?.size !== 0) return;
    waiting.delete(id);
    unchecked.delete(id);
  };

  const enter = (id: AuditEventId, visitor: (receipt: AuditReceipt) => void) => {
    const visitors = waiting.get(id) ?? new Set();
    waiting.set(id, visitors.add(visitor));
    unchecked.add(id);
  };

  return {
    wait(ids, timeoutMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const found = new Map<AuditEventId, AuditReceipt>();
      const missing = new Set(ids);
      const visitor = (receipt: AuditReceipt) => {
        found.set(receipt.eventId, receipt);
        missing.delete(receipt.eventId);
        leave(receipt.eventId, visitor);
        if (missing.size === 0) resolve();
      };
      for (const id of ids) {
        const known = recent.get(id);
        if (known === undefined) enter(id, visitor);
        else visitor(known);
      }
      if (ids.length === 0) resolve();
      const timer = setTimeout(resolve, timeoutMs);
      return promise.then(() => {
        clearTimeout(timer);
        for (const id of missing) leave(id, visitor);
        return ids.flatMap((id) => found.get(id) ?? []);
      });
    },
    announce(receipts) {
      for (const receipt of receipts) {
        remember(receipt);
        for (const visitor of waiting.get(receipt.eventId) ?? []) visitor(receipt);
      }
    },
    takeUnchecked() {
      const ids = [...unchecked];
      unchecked.clear();
      return ids;
    },
  };
}
