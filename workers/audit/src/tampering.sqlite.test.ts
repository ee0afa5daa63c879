import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEvent } from '@carrel/audit';
import { documentIdSchema } from '@carrel/core';
import { createAuditBench, type AuditBench } from './fixtures/audit-bench.ts';

const deleted: AuditEvent = { type: 'document.deleted', documentId: documentIdSchema.parse(`doc_${'0'.repeat(32)}`) };

/** A log of the real worker in a real database, and somebody with the file in their hands. */
let bench: AuditBench;
beforeEach(async () => {
  bench = await createAuditBench();
  const worker = await bench.startWorker();
  for (let count = 0; count < 5; count += 1) await bench.trail.confirm(await bench.record(deleted), { timeoutMs: 10_000 });
  worker.child.kill('SIGTERM');
  await worker.ended;
  expect(await bench.verify()).toMatchObject({ verdict: 'ok', entryCount: 8 });
});
afterEach(() => bench.destroy());

test('the database itself refuses to change or delete an entry', () => {
  expect(() => bench.tamper(`update audit_event set outcome = 'denied' where seq = 3`)).toThrow(/append-only/);
  expect(() => bench.tamper('delete from audit_event where seq = 3')).toThrow(/append-only/);
});

test.each([
  [
    'an edited leaf',
    `update audit_event set leaf = cast(replace(cast(leaf as text), '"outcome":"success"', '"outcome":"failure"') as blob) where seq = 3`,
    'edited-leaf',
  ],
  ['an edited column', `update audit_event set actor_ref = 'sub_x' where seq = 3`, 'column-mismatch'],
  ['a deleted entry', 'delete from audit_event where seq = 3', 'missing-leaf'],
  ['a deleted ciphertext', `delete from audit_sealed where field = 'ip'`, 'sealed-missing'],
  ['an exchanged ciphertext', `update audit_sealed set ciphertext = x'00'`, 'sealed-changed'],
])('once its triggers are gone, verification finds %s', async (_what, statement, found) => {
  for (const trigger of ['audit_event_no_update', 'audit_event_no_delete']) bench.tamper(`drop trigger ${trigger}`);
  bench.tamper(statement);
  const report = await bench.verify();
  expect(report).toMatchObject({ verdict: 'tampered', exitCode: 1 });
  expect(Object.keys(report.counts)).toContain(found);
});
