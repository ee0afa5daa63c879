import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openFolderLog, readTiledLog, verifyLog, type AuditEvent } from '@carrel/audit';
import { documentIdSchema } from '@carrel/core';
import { createAuditBench, type AuditBench } from './fixtures/audit-bench.ts';

const deleted: AuditEvent = { type: 'document.deleted', documentId: documentIdSchema.parse(`doc_${'0'.repeat(32)}`) };

/** The real worker, and the files that it publishes. */
let bench: AuditBench;
beforeEach(async () => {
  bench = await createAuditBench();
});
afterEach(() => bench.destroy());

const recordMany = async (count: number) => {
  for (let done = 0; done < count; done += 1) await bench.trail.confirm(await bench.record(deleted), { timeoutMs: 10_000 });
};
const publishedNote = async () => {
  const [shard] = await bench.store.read.audit.listShards();
  return shard === undefined ? null : readFile(join(bench.paths.auditLogDir, String(shard.shard), 'checkpoint'), 'utf8').catch(() => null);
};
const verifyFiles = async (keptCheckpoints: readonly string[] = []) =>
  verifyLog(readTiledLog(await openFolderLog(bench.paths.auditLogDir)), { nowMs: Date.now(), needsCheckpoints: true, keptCheckpoints });

test('publishes within seconds, and at the end all of the log', async () => {
  const worker = await bench.startWorker();
  await recordMany(3);
  await vi.waitFor(async () => expect(await publishedNote()).not.toBeNull(), { timeout: 4_000, interval: 50 });
  await recordMany(2);
  worker.child.kill('SIGTERM');
  await worker.ended;
  const entryCount = 8;
  expect(await bench.verify()).toMatchObject({ verdict: 'ok', findings: [], entryCount, checkpoints: [{ size: entryCount }] });
  expect(await verifyFiles()).toMatchObject({ verdict: 'ok', findings: [], entryCount });
  expect((await stat(bench.paths.auditLogKeyFile)).mode & 0o777).toBe(0o600);
});

test('takes in a log that was there before there were trees', async () => {
  const first = await bench.startWorker();
  await recordMany(4);
  first.child.kill('SIGTERM');
  await first.ended;
  for (const name of ['audit_checkpoint_no_delete', 'audit_tile_no_delete', 'audit_log_key_no_delete'])
    bench.tamper(`drop trigger ${name}`);
  for (const table of ['audit_checkpoint', 'audit_tile', 'audit_log_key']) bench.tamper(`delete from ${table}`);
  await rm(bench.paths.auditLogDir, { recursive: true });
  await rm(bench.paths.auditLogKeyFile);
  const second = await bench.startWorker();
  second.child.kill('SIGTERM');
  await second.ended;
  expect(await verifyFiles()).toMatchObject({ verdict: 'ok', findings: [], entryCount: 9 });
});

test('kill -9 around publishing leaves no size with two roots, and every checkpoint that was seen still holds', async () => {
  const seen: string[] = [];
  for (let round = 0; round < 8; round += 1) {
    const worker = await bench.startWorker();
    const end = performance.now() + 1_000 + round * 20;
    // On a slow machine the first checkpoint may take longer than that; in the last rounds there is one to be seen.
    while (performance.now() < end || (round > 5 && (await publishedNote()) === null)) await recordMany(1);
    worker.child.kill('SIGKILL');
    await worker.ended;
    const note = await publishedNote();
    if (note !== null) seen.push(note);
  }
  expect(seen.length).toBeGreaterThan(0);
  const last = await bench.startWorker();
  last.child.kill('SIGTERM');
  await last.ended;
  const { verdict, findings, checkpoints, entryCount } = await verifyFiles(seen);
  expect({ verdict, findings }).toEqual({ verdict: 'ok', findings: [] });
  expect(checkpoints[0]?.size).toBe(entryCount);
  expect(await bench.verify()).toMatchObject({ verdict: 'ok', findings: [], checkpoints: [{ size: entryCount }] });
}, 60_000);
