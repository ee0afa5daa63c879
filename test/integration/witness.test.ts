import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWitnessRelay, readRawLog, verifyLog } from '@carrel/audit';
import {
  createTreeBuilder,
  ed25519Key,
  formatAddCheckpoint,
  formatVerifierKey,
  parseSignedCheckpoint,
  parseWitnessPolicy,
  proveConsistency,
  signatureTypes,
  verifierKey,
} from '@carrel/tlog';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWitnessServer } from '../../apps/cli/src/witness/witness-server.ts';
import { openWitnessState } from '../../apps/cli/src/witness/witness-state.ts';
import { createPostToWitness } from '../../apps/api/src/audit/post-to-witness.ts';
import { aVariedLog } from '../../packages/audit/src/fixtures/a-varied-log.ts';
import type { AuditHarness } from '../../packages/audit/src/fixtures/audit-harness.ts';
import { nodeReaderOf } from '../../packages/tlog/src/fixtures/node-reader-of.ts';
import { createRecordingLogger } from '../support/fakes/recording-logger.ts';
import { publishLogInMemory, signerOf } from '../support/evidence.ts';
import { signCheckpoint, signersOf, type Signers } from '../support/tamper/signed-log.ts';

const life = { rounds: 12, hasNewYear: false, hasCrash: false, hasErasure: false };
const nowMs = Date.UTC(2026, 10, 25);

let folder: string;
let server: Server;
let signers: Signers;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-witness-'));
  signers = await signersOf(7, 9);
  await startWitness();
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const witnessKey = async () =>
  verifierKey('witness.test/w1', signatureTypes.cosignatureV1, (await ed25519Key(new Uint8Array(32).fill(9))).publicKey);

/** A witness on the state of the folder, as after a restart. */
async function startWitness() {
  server?.closeAllConnections();
  server?.close();
  const { publicKey } = await ed25519Key(new Uint8Array(32).fill(7));
  server = createWitnessServer({
    state: await openWitnessState(join(folder, 'state.json')),
    key: await witnessKey(),
    sign: (await ed25519Key(new Uint8Array(32).fill(9))).sign,
    trusted: [verifierKey('carrel.test/audit/2026', signatureTypes.ed25519, publicKey)],
    nowMs: () => nowMs,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = async (body: string) => {
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

/** The hashes of a log, and requests about its sizes. */
function logOf(seed: number) {
  const hashes = Array.from({ length: 64 }, (_, at) => new Uint8Array(32).fill(at + seed));
  return async (oldSize: number, size: number, origin = 'carrel.test/audit/2026', by = signers) => {
    const builder = createTreeBuilder();
    for (const hash of hashes.slice(0, size)) builder.append(hash);
    const checkpoint = await signCheckpoint(by, { origin, size, root: builder.root() }, false);
    return formatAddCheckpoint({ oldSize, proof: await proveConsistency(nodeReaderOf(hashes.slice(0, size)), oldSize, size), checkpoint });
  };
}

describe('a witness (C2SP tlog-witness)', () => {
  test('cosigns what has only grown, and answers as the protocol says', async () => {
    const request = logOf(1);
    expect(await post(await request(0, 5))).toMatchObject({ status: 200, text: expect.stringMatching(/^— witness\.test\/w1 \S+\n$/) });
    expect(await post(await request(5, 5))).toMatchObject({ status: 200 });
    expect(await post(await request(5, 12))).toMatchObject({ status: 200 });
    expect(await post(await request(5, 20))).toMatchObject({ status: 409, type: 'text/x.tlog.size', text: '12\n' });
    expect(await post((await request(12, 20)).replace(/\n[^\n]{44}\n/, `\n${Buffer.alloc(32, 3).toString('base64')}\n`))).toMatchObject({
      status: 422,
    });
    expect(await post(await request(12, 12, 'other.test/audit/2026'))).toMatchObject({ status: 404 });
    expect(await post(await request(12, 20, undefined, await signersOf(8, 9)))).toMatchObject({ status: 403 });
    expect(await post('old x\n\n')).toMatchObject({ status: 400 });
    expect(await post((await request(12, 20)).replace('old 12', 'old 21'))).toMatchObject({ status: 400 });
    expect((await fetch(`${url}/key`)).status).toBe(200);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${url}/add-checkpoint`, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(413);
    // The next year is the same log by the same key.
    expect(await post(await request(0, 3, 'carrel.test/audit/2027'))).toMatchObject({ status: 200 });
  });

  test('of two logs of one name it cosigns one, however many ask at once, also after a restart', async () => {
    const [one, other] = [logOf(1), logOf(100)];
    expect(await post(await one(0, 4))).toMatchObject({ status: 200 });
    for (let round = 0; round < 4; round += 1) {
      const size = 8 + round * 8;
      const old = round === 0 ? 4 : size - 8;
      const bodies = await Promise.all(Array.from({ length: 25 }, (_, at) => (at % 2 === 0 ? one : other)(old, size - (at % 3))));
      const answers = await Promise.all(bodies.map(post));
      const cosigned = bodies
        .filter((_, at) => answers[at]?.status === 200)
        .map((body) => parseSignedCheckpoint(body.slice(body.indexOf('\n\n') + 2)));
      const sizes = cosigned.map((checkpoint) => checkpoint?.size ?? 0);
      expect(cosigned.length).toBeGreaterThan(0);
      // Whatever was cosigned is of the first log, and never smaller than what came before.
      for (const checkpoint of cosigned) {
        const builder = createTreeBuilder();
        for (let at = 0; at < (checkpoint?.size ?? 0); at += 1) builder.append(new Uint8Array(32).fill(at + 1));
        expect(Buffer.from(checkpoint?.root ?? []).toString('hex')).toBe(Buffer.from(builder.root()).toString('hex'));
      }
      await startWitness();
      const kept: unknown = JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'));
      expect(kept).toMatchObject({ 'carrel.test/audit/2026': { size: Math.max(...sizes) } });
      expect(await post(await one(Math.max(...sizes), size))).toMatchObject({ status: 200 });
    }
  }, 60_000);

  test('refuses to forget: a state that cannot be read is not begun anew', async () => {
    await writeFile(join(folder, 'state.json'), '{"x":');
    await expect(openWitnessState(join(folder, 'state.json'))).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });
});

describe('the relay', () => {
  const relayFor = async (harness: AuditHarness) => {
    const policy = parseWitnessPolicy(`witness w1 ${formatVerifierKey(await witnessKey())} ${url}\nquorum w1\n`);
    if (policy === null) throw new Error('expected a policy');
    const { logger } = createRecordingLogger();
    const reports: string[] = [];
    const relay = createWitnessRelay(
      {
        store: harness.store,
        clock: harness.clock,
        logger,
        postTo: createPostToWitness(async () => {}),
        onMissing: async () => void reports.push('missing'),
      },
      policy,
    );
    return { relay, policy, reports };
  };
  const raw = async (harness: AuditHarness) => {
    const items = [];
    for await (const item of readRawLog(harness.store.read)) items.push(item);
    return items;
  };

  test('brings checkpoints to the witness; the log with the cosignature meets the policy, without it not', async () => {
    const harness = await aVariedLog(3, life);
    await publishLogInMemory(harness, await signerOf(7), 40);
    const { relay, policy } = await relayFor(harness);
    expect((await verifyLog(await raw(harness), { nowMs, policy })).counts).toEqual({ 'witness-missing': 1 });
    await relay.ask();
    await relay.ask();
    const size = (await harness.store.read.auditTree.findCheckpoint(2026))?.size;
    expect(await relay.state()).toMatchObject({ level: 'ok', witnesses: [{ name: 'w1', problem: null, cosignedSize: size }] });
    expect(await verifyLog(await raw(harness), { nowMs, policy })).toMatchObject({ verdict: 'ok' });
  });

  test('ages: a warning after 15 minutes without the witness, an alarm after a day, told once', async () => {
    const harness = await aVariedLog(3, life);
    await publishLogInMemory(harness, await signerOf(7), 40);
    const { relay, reports } = await relayFor(harness);
    server.closeAllConnections();
    server.close();
    const levels = [];
    for (const minutes of [1, 15, 24 * 60]) {
      harness.clock.advance(minutes * 60_000);
      await relay.ask();
      levels.push((await relay.state()).level);
    }
    expect(levels).toEqual(['ok', 'warning', 'alarm']);
    expect(await relay.state()).toMatchObject({ witnesses: [{ problem: 'unreachable' }] });
    expect(reports).toEqual(['missing']);
    await startWitness();
  });

  test('an operator with disk and key who rewrites an answer and signs everything anew is shown by the witness and by a receipt', async () => {
    const harness = await aVariedLog(3, life);
    await publishLogInMemory(harness, await signerOf(7), 40);
    const honest = await relayFor(harness);
    await honest.relay.ask();
    const answered = harness.store.state.entries.find(({ type }) => type.startsWith('answer.'));
    if (answered === undefined) throw new Error('expected an answer');
    const receipt = { eventId: answered.id, shard: answered.shard, seq: answered.seq, leafHash: answered.leafHash };

    // The same installation with another past: every leaf, tile and checkpoint is consistent, and signed with the real key.
    const rewritten = await aVariedLog(4, life);
    await publishLogInMemory(rewritten, await signerOf(7), 40);
    const alone = await verifyLog(await raw(rewritten), {
      nowMs,
      keys: [verifierKey('carrel.test/audit/2026', signatureTypes.ed25519, signers.log.publicKey)],
    });
    expect(alone.verdict).toBe('ok');
    const dishonest = await relayFor(rewritten);
    await dishonest.relay.ask();
    expect(await dishonest.relay.state()).toMatchObject({ level: 'alarm', witnesses: [{ problem: 'diverged', cosignedSize: null }] });
    expect((await verifyLog(await raw(rewritten), { nowMs, policy: dishonest.policy })).exitCode).toBe(2);
    const shown = await verifyLog(await raw(rewritten), { nowMs, receipts: [receipt] });
    expect(shown.verdict).toBe('tampered');
    expect(Object.keys(shown.counts).every((code) => code.startsWith('receipt-'))).toBe(true);
  });
});
