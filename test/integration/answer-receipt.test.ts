import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkAnswerReceipt, createFileKeyring, parseAnswerReceipt, readRawLog, type AnswerReceipt, type RawLogItem } from '@carrel/audit';
import { askResultSchema, createdUserSchema } from '@carrel/contract';
import { auditEventIdSchema } from '@carrel/core';
import { ed25519Key, formatVerifierKey, parseWitnessPolicy, signatureTypes, verifierKey } from '@carrel/tlog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryAt, forge, leafOf, rechain } from '../../packages/audit/src/fixtures/tampering.ts';
import { openKey } from '../../packages/audit/src/sealing/data-keys.ts';
import { sealField } from '../../packages/audit/src/sealing/seal-field.ts';
import { leaveQuestion as question, publishLeaveRule } from '../support/api/publish-leave-rule.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';
import { verifyFolder, writeFolder } from '../support/evidence.ts';
import { needsPython, verifyInPython } from '../support/python.ts';
import { filesOf, remake, type Signers } from '../support/tamper/signed-log.ts';

let api: TestApi;
let answerId: string;
let answer: string;
let receipt: AnswerReceipt;
beforeAll(async () => {
  api = await startTestApi();
  await publishLeaveRule(api);
  const asked = askResultSchema.parse((await api.owner('/api/v1/ask', { method: 'POST', body: { question, stream: false } })).json);
  [answerId, answer] = [asked.answerId, asked.answer];
  const kept = parseAnswerReceipt((await api.owner(`/api/v1/answers/${answerId}/receipt`)).text);
  if (kept === null) throw new Error('expected a receipt');
  receipt = kept;
}, 60_000);
afterAll(() => api.close());

describe('the receipt of an answer', () => {
  test('says what was asked and answered, with the events as they stand in the log', async () => {
    expect(answer).toContain('sixteen weeks');
    expect(await checkAnswerReceipt(receipt)).toMatchObject({ question, answer });
    expect(receipt.events.map(({ type }) => type)).toEqual(['question.accepted', 'answer.completed']);
    for (const event of receipt.events) {
      const stored = await api.api.composed.store.read.audit.findEntry(auditEventIdSchema.parse(event.eventId));
      expect(event.leaf).toBe(Buffer.from(stored?.leaf ?? []).toString('utf8'));
    }
    const response = await api.owner(`/api/v1/answers/${answerId}/receipt`);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="carrel-receipt-${answerId}.json"`);
  });

  test('is for whoever asked, not for officers', async () => {
    const body = { name: 'Officer', email: `${crypto.randomUUID()}@example.com`, roles: ['compliance', 'compliance-unseal', 'admin'] };
    const { user } = createdUserSchema.parse((await api.owner('/api/v1/admin/users', { method: 'POST', body })).json);
    const response = await api.owner(`/api/v1/answers/${answerId}/receipt`, { headers: { 'x-carrel-as': user.id } });
    expect(response.status).toBe(404);
  });

  test('does not hold when anything of it is changed', async () => {
    const [first, second] = receipt.events;
    const [disclosure] = receipt.disclosures;
    if (first === undefined || second === undefined || disclosure === undefined) throw new Error('expected two events and a disclosure');
    const bytes = Buffer.from(disclosure.ciphertext, 'base64');
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    const changed: readonly AnswerReceipt[] = [
      { ...receipt, events: [{ ...first, leaf: first.leaf.replace('"success"', '"failure"') }, second] },
      { ...receipt, events: [{ ...first, proof: first.proof.toSpliced(0, 1, '0'.repeat(64)) }, second] },
      { ...receipt, events: [{ ...first, checkpoint: first.checkpoint.replace(`\n${first.size}\n`, `\n${first.size + 1}\n`) }, second] },
      { ...receipt, events: [{ ...first, seq: first.seq + 1 }, second] },
      { ...receipt, disclosures: [{ ...disclosure, ciphertext: bytes.toString('base64') }] },
      { ...receipt, disclosures: [{ ...disclosure, eventKey: '0'.repeat(64) }] },
      { ...receipt, answerId: 'ans_00000000000000000000000000000000' },
    ];
    for (const one of changed) expect(await checkAnswerReceipt(one)).toHaveProperty('problem');
  });
});

describe('an operator with the disk and both keys, who rewrites the answer and signs everything anew', () => {
  const witnessName = 'witness.test/w1';
  const policyText = async () => {
    const { publicKey } = await ed25519Key(new Uint8Array(32).fill(9));
    return `witness w ${formatVerifierKey(verifierKey(witnessName, signatureTypes.cosignatureV1, publicKey))}\nquorum w\n`;
  };
  let signers: Signers;
  let items: readonly RawLogItem[];
  let forged: readonly RawLogItem[];
  beforeAll(async () => {
    const { store } = api.api.composed;
    const read: RawLogItem[] = [];
    for await (const item of readRawLog(store.read)) read.push(item);
    items = read;
    const seed = await readFile(join(api.dataDir, 'keys', 'audit-log.key'));
    signers = { log: await ed25519Key(seed), witness: await ed25519Key(new Uint8Array(32).fill(9)), witnessName };

    const at = items.findIndex((item) => item.kind === 'entry' && item.id === receipt.events[1]?.eventId);
    const entry = entryAt(items, at);
    const leaf = leafOf(entry);
    const seal = leaf.sealed?.answer;
    const wrapped = seal === undefined ? null : await store.read.audit.findKeyById(seal.dek);
    if (wrapped === null) throw new Error('expected the key of the answer');
    const dataKey = await openKey(await createFileKeyring({ path: join(api.dataDir, 'keys', 'audit.key') }), wrapped);
    const value = { text: 'Employees may take two weeks of parental leave.', citations: [] };
    const sealed = sealField({ dataKey, eventId: entry.id, field: 'answer', value });
    const changed = forge(
      { ...entry, sealed: { ...entry.sealed, answer: sealed.seal.ct } },
      { sealed: { ...leaf.sealed, answer: sealed.seal } },
    );
    forged = await remake(rechain(items.toSpliced(at, 1, changed), at + 1), { signers, isCosigned: false });
  });

  /** Both verdicts about the log as files, by the codes of what was found. */
  async function verdicts(log: readonly RawLogItem[], trust: { readonly receipt?: boolean; readonly policy?: boolean }) {
    const folder = await writeFolder(await filesOf(log));
    try {
      await writeFile(join(folder, 'receipt.json'), JSON.stringify(receipt));
      await writeFile(join(folder, 'policy.txt'), await policyText());
      const policy = parseWitnessPolicy(await policyText());
      const ours = await verifyFolder(folder, {
        nowMs: Date.now(),
        ...(trust.receipt && {
          receipts: receipt.events,
          disclosures: receipt.disclosures,
          keptCheckpoints: receipt.events.map(({ checkpoint }) => checkpoint),
        }),
        ...(trust.policy && policy !== null && { policy }),
      });
      const python = needsPython()
        ? await verifyInPython(
            folder,
            ...(trust.receipt ? ['--receipt', join(folder, 'receipt.json')] : []),
            ...(trust.policy ? ['--policy', join(folder, 'policy.txt')] : []),
          )
        : null;
      return [Object.keys(ours.counts), ...(python === null ? [] : [Object.keys(python.counts)])];
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test('the log alone shows nothing: it was signed with its own key', async () => {
    for (const codes of await verdicts(forged, {})) expect(codes).toEqual([]);
  });

  test('the receipt that was kept shows it, to both verifiers', async () => {
    for (const codes of await verdicts(forged, { receipt: true }))
      expect(codes).toEqual(expect.arrayContaining(['receipt-mismatch', 'two-roots', 'sealed-other-key']));
    for (const codes of await verdicts(items, { receipt: true })) expect(codes).toEqual([]);
  });

  test('so does the witness: what it has cosigned before is no longer there', async () => {
    for (const codes of await verdicts(forged, { policy: true })) expect(codes).toEqual(['witness-missing']);
    const cosigned = await remake(items, { signers, isCosigned: true });
    for (const codes of await verdicts(cosigned, { policy: true })) expect(codes).toEqual([]);
  });
});
