import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inclusionProofSchema } from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { TestCaller } from '../support/api/a-caller.ts';
import { aCaller } from '../support/api/a-caller.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { needsPython, verifyInPython } from '../support/python.ts';

const bin = fileURLToPath(new URL('../../apps/cli/bin/carrel.mjs', import.meta.url));
let api: TestApi;
let folder: string;
let shard: number;
let officer: TestCaller;
beforeAll(async () => {
  api = await startTestApi({ CARREL_EXPORTS_PER_HOUR: '100' });
  folder = await mkdtemp(join(tmpdir(), 'carrel-cli-audit-'));
  officer = await aCaller(api, ['compliance']);
  shard = await covered();
}, 60_000);
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

/** Waits until a checkpoint covers all that is recorded, in SQL and as files; gives the year. */
async function covered(): Promise<number> {
  const { audit, auditTree } = api.api.composed.store.read;
  return vi.waitFor(
    async () => {
      const tail = await audit.findTail();
      const checkpoint = tail === null ? null : await auditTree.findCheckpoint(tail.shard);
      const note = tail === null ? '' : await readFile(join(api.dataDir, 'audit-log', String(tail.shard), 'checkpoint'), 'utf8');
      if (tail === null || checkpoint?.size !== tail.seq + 1 || note !== checkpoint.note) throw new Error('not covered yet');
      return tail.shard;
    },
    { timeout: 10_000, interval: 50 },
  );
}

interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}
const run = (...args: readonly string[]) => runAs(officer, ...args);
function runAs(caller: TestCaller, ...args: readonly string[]): Promise<Result> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARREL_')));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, '--server', api.url, '--key', caller.secret, ...args],
      { env: environment, encoding: 'utf8' },
      (error, stdout, stderr) => resolve({ status: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr }),
    );
  });
}
const reportSchema = z.object({
  verdict: z.string(),
  entryCount: z.number(),
  checkpoints: z.array(z.object({ shard: z.number(), size: z.number(), signedBy: z.string().nullable() })),
  counts: z.record(z.string(), z.number()),
});
async function verify(...args: readonly string[]) {
  const { status, stdout } = await run('--json', 'audit', 'verify', ...args);
  return { status, ...reportSchema.parse(JSON.parse(stdout)) };
}
async function newestEvent(): Promise<string> {
  await covered();
  const [entry] = (await api.api.composed.store.read.audit.searchEntries({ types: ['user.provisioned'] }, { limit: 1 })).items;
  return entry?.id ?? '';
}

describe('carrel audit', { timeout: 120_000 }, () => {
  test('verify: the log of the server, with what was signed and by which key', async () => {
    const report = await verify();
    expect(report).toMatchObject({ status: 0, verdict: 'ok', checkpoints: [{ shard }] });
    expect(report.checkpoints[0]?.signedBy).toMatch(/^carrel\.test\/audit\/\d{4}\+[0-9a-f]{8}\+/);
    const { stdout, status } = await run('audit', 'verify');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^The log is whole/);
    expect(stdout).toMatch(/checkpoints covers \d+ entries, root [0-9a-f]{64}, signed by carrel\.test/);
  });

  test('verify --dir, and --url of the same year', async () => {
    await covered();
    const files = await verify('--dir', join(api.dataDir, 'audit-log'));
    expect(files).toMatchObject({ status: 0, verdict: 'ok' });
    const address = `${api.url}/api/v1/audit/logs/${shard}`;
    expect(await verify('--url', address)).toMatchObject({ status: 0, verdict: 'ok' });
    const refused = await run('audit', 'verify', '--url', address, '--key', 'carrel_wrong');
    expect(refused).toMatchObject({ status: 3 });
    expect(refused.stderr).toContain('wants another key');
  });

  test('receipt: kept, and the log agrees with it; who-saw: the answer stands below the document', async () => {
    const reader = await aCaller(api, ['employee', 'compliance']);
    const name = `Place ${crypto.randomUUID()}`;
    const policy = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name, readers: [reader.id] } });
    const collection = await api.owner('/api/v1/collections', { method: 'POST', body: { name } });
    const [policyId, collectionId] = [policy, collection].map(({ json }) => z.object({ id: z.string() }).parse(json).id);
    const document = await api.publishText({
      collectionId: collectionIdSchema.parse(collectionId),
      policyId: policyIdSchema.parse(policyId),
      path: 'leave.txt',
      text: 'Employees may take sixteen weeks of parental leave at full pay.\nThe canteen opens at noon on every working day.',
    });
    const body = { question: 'How many weeks of parental leave may employees take?', stream: false };
    const asked = await reader.call('/api/v1/ask', { method: 'POST', body });
    expect(asked).toMatchObject({ status: 200 });
    const { answerId } = z.object({ answerId: z.string() }).parse(asked.json);

    const receipt = join(folder, 'receipt.json');
    const kept = await runAs(reader, 'audit', 'receipt', answerId, '--file', receipt);
    expect(kept).toMatchObject({ status: 0 });
    expect(kept.stdout).toMatch(/question\.accepted is entry \d+ of \d{4}, answer\.completed is entry \d+/);
    expect(await verify('--receipt', receipt)).toMatchObject({ status: 0, verdict: 'ok' });
    await writeFile(receipt, (await readFile(receipt, 'utf8')).replace('"seq": ', '"seq": 1'));
    const refused = await run('audit', 'verify', '--receipt', receipt);
    expect(refused).toMatchObject({ status: 3 });
    expect(refused.stderr).toContain('does not hold by itself');

    const { sightings } = z
      .object({
        sightings: z.array(
          z.object({ type: z.string(), answerId: z.string().nullable(), isCited: z.boolean(), versionIds: z.array(z.string()) }),
        ),
      })
      .parse(JSON.parse((await run('--json', 'audit', 'who-saw', document.documentId, '--answers')).stdout));
    expect(sightings).toEqual([
      { type: 'answer.completed', answerId, isCited: true, versionIds: [document.versionId] },
      { type: 'question.accepted', answerId, isCited: false, versionIds: [document.versionId] },
    ]);
    const other = await run('--json', 'audit', 'who-saw', document.documentId, '--revision', `dv_${'0'.repeat(32)}`);
    expect(JSON.parse(other.stdout)).toEqual({ sightings: [] });
    expect(await run('audit', 'who-saw', 'doc_unknown')).toMatchObject({ status: 4 });
  });

  test('export --format bundle, and verify --bundle, with the keys that one trusts', async () => {
    await covered();
    const bundle = join(folder, 'evidence.zip');
    const written = await run('--json', 'audit', 'export', '--format', 'bundle', '--file', bundle);
    expect(written).toMatchObject({ status: 0 });
    const keys = join(folder, 'keys.txt');
    await writeFile(keys, `# of the installation\n${await readFile(join(api.dataDir, 'audit-log', String(shard), 'keys.txt'), 'utf8')}`);
    const report = await verify('--bundle', bundle, '--keys', keys);
    expect(report).toMatchObject({ status: 0, verdict: 'ok' });
    expect(report.entryCount).toBe(z.object({ entries: z.number() }).parse(JSON.parse(written.stdout)).entries);
    await writeFile(keys, `carrel.test/audit/${shard}+00000000+x\n`);
    expect(await run('audit', 'verify', '--bundle', bundle, '--keys', keys)).toMatchObject({ status: 3 });
    if (needsPython()) expect(await verifyInPython(bundle)).toMatchObject({ verdict: 'ok', entryCount: report.entryCount });
  });

  test('export: leaves one a line, byte by byte, and verify --file reads them', async () => {
    await covered();
    const { stdout } = await run('audit', 'export');
    const leaves = stdout.trimEnd().split('\n');
    const stored = await api.api.composed.store.read.auditTree.listLeaves(shard, 0, 10_000);
    const hashes = leaves.map((leaf) => createHash('sha256').update(Uint8Array.of(0)).update(leaf).digest('hex'));
    expect(hashes).toEqual(stored.slice(0, hashes.length).map(({ leafHash }) => leafHash));
    expect(hashes.length).toBeGreaterThan(3);
    const file = join(folder, 'log.jsonl');
    await writeFile(file, stdout);
    expect(await verify('--file', file)).toMatchObject({ status: 0, entryCount: leaves.length });
    await writeFile(file, [...leaves.slice(0, 2), ...leaves.slice(3), ''].join('\n'));
    const cut = await verify('--file', file);
    expect(cut).toMatchObject({ status: 1, verdict: 'tampered' });
    expect(Object.keys(cut.counts)).toContain('missing-leaf');
  });

  test('export --format csv is a table, and raw is what verify --file reads with all that was signed', async () => {
    await covered();
    const table = (await run('audit', 'export', '--format', 'csv')).stdout.trimEnd().split('\r\n');
    expect(table[0]?.split(',')).toHaveLength(30);
    const file = join(folder, 'raw.jsonl');
    expect(await run('audit', 'export', '--format', 'raw', '--file', file)).toMatchObject({ status: 0 });
    const report = await verify('--file', file);
    expect(report).toMatchObject({ status: 0, checkpoints: [{ shard }] });
    expect(table.length - 1).toBeLessThanOrEqual(report.entryCount);
    const formats = (await api.api.composed.store.read.audit.searchEntries({ types: ['audit.exported'] }, { limit: 50 })).items.map(
      ({ leaf }) =>
        z.object({ detail: z.object({ format: z.string() }) }).parse(JSON.parse(Buffer.from(leaf).toString('utf8'))).detail.format,
    );
    expect(formats).toEqual(expect.arrayContaining(['csv', 'jsonl', 'bundle']));
    expect((await run('audit', 'export', '--format', 'xml')).status).toBe(2);
    expect((await run('audit', 'export', '--format', 'bundle')).status).toBe(2);
  });

  test('prove and checkpoint give what is kept elsewhere, and verify holds the log against it', async () => {
    const id = await newestEvent();
    const proofFile = join(folder, 'proof.json');
    const proof = inclusionProofSchema.parse(JSON.parse((await run('--json', 'audit', 'prove', id, '--file', proofFile)).stdout));
    expect(proof.eventId).toBe(id);
    expect(inclusionProofSchema.parse(JSON.parse(await readFile(proofFile, 'utf8')))).toEqual(proof);
    expect((await run('audit', 'prove', id)).stdout).toMatch(
      new RegExp(`^Event ${id} is entry ${proof.seq} of carrel\\.test/audit/${shard}`),
    );
    expect((await run('audit', 'prove', '019ac000-0000-7000-8000-000000000000')).status).toBe(4);
    const kept = join(folder, 'checkpoint');
    await writeFile(kept, (await run('audit', 'checkpoint')).stdout);
    const receipts = join(folder, 'receipts.jsonl');
    await writeFile(receipts, `${JSON.stringify(proof)}\n`);
    expect(await verify('--since-checkpoint', kept, '--receipts', receipts)).toMatchObject({ status: 0, verdict: 'ok' });
    await writeFile(receipts, `${JSON.stringify({ ...proof, leafHash: 'ab'.repeat(32) })}\n`);
    expect(await verify('--receipts', receipts)).toMatchObject({ status: 1, counts: { 'receipt-mismatch': 1 } });
  });

  test.each([
    ['two sources', ['--dir', '.', '--bundle', 'x.zip']],
    ['a folder without a log', ['--dir', '.']],
    ['a bundle that is none', ['--bundle', 'package.json']],
    ['an address without a year', ['--url', 'https://example.com/']],
    ['a checkpoint that is none', ['--since-checkpoint', 'package.json']],
    ['a receipt that is none', ['--receipts', 'package.json']],
    ['a file that is not there', ['--keys', 'nowhere.txt']],
    ['an option that there is not', ['--nope']],
  ])('verify ends with status 3 for %s', async (_what, args) => {
    expect((await run('audit', 'verify', ...args)).status).toBe(3);
  });
});
