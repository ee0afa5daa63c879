import { request } from 'node:http';
import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AuditEvent } from '@carrel/audit';
import { answerIdSchema, conversationIdSchema, documentIdSchema, userIdSchema } from '@carrel/core';
import { createAuditBench, type AuditBench } from './fixtures/audit-bench.ts';

let bench: AuditBench;
beforeEach(async () => {
  bench = await createAuditBench();
});
afterEach(() => bench.destroy());

const deleted: AuditEvent = { type: 'document.deleted', documentId: documentIdSchema.parse(`doc_${'0'.repeat(32)}`) };
const entriesOf = async () => {
  const [shard] = await bench.store.read.audit.listShards();
  return shard === undefined ? [] : bench.store.read.audit.listEntries(shard.shard, 0, 10_000);
};

/** A request of somebody on this machine who knows the socket. */
function ask(method: string, path: string, body?: string): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: bench.paths.sockets.audit, method, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    outgoing.on('error', reject).end(body);
  });
}

describe('the worker', () => {
  test('numbers an event that another process committed, and confirms it', async () => {
    await bench.startWorker();
    const id = await bench.record(deleted);
    const receipt = await bench.trail.confirm(id);
    const entries = await entriesOf();
    expect(entries.map((entry) => entry.type)).toEqual(['log.opened', 'node.started', 'document.deleted']);
    expect(entries[2]).toMatchObject({ id, seq: receipt.seq, leafHash: receipt.leafHash });
    expect(await bench.verify()).toMatchObject({ verdict: 'ok', findings: [] });
  });

  test('finds within seconds what nobody told it of', async () => {
    await bench.startWorker();
    const id = await bench.record(deleted);
    await vi.waitFor(async () => expect(await bench.store.read.audit.findSequence(id)).not.toBeNull(), { timeout: 4_000, interval: 50 });
  });

  test('many writers at once get numbers without gaps, each its own', async () => {
    await bench.startWorker();
    const receipts = await Promise.all(
      Array.from({ length: 60 }, async () => bench.trail.confirm(await bench.record(deleted), { timeoutMs: 10_000 })),
    );
    expect(new Set(receipts.map((receipt) => receipt.seq)).size).toBe(60);
    expect(await bench.verify()).toMatchObject({ verdict: 'ok', entryCount: 62 });
  });

  test('ends cleanly when it is told to: what waits is numbered, the end is in the log, the socket is gone', async () => {
    const worker = await bench.startWorker();
    await bench.record(deleted);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toEqual({ code: 0, signal: null });
    const types = (await entriesOf()).map((entry) => entry.type);
    expect(types).toContain('document.deleted');
    expect(types.at(-1)).toBe('node.stopped');
    await expect(ask('GET', '/health')).rejects.toThrow();
  });

  test('ends when the process that started it is gone', async () => {
    const worker = await bench.startWorker();
    worker.child.disconnect();
    expect(await worker.ended).toEqual({ code: 0, signal: null });
    expect((await entriesOf()).at(-1)?.type).toBe('node.stopped');
  });

  test('a second one on the same socket gives up and leaves the first alone', async () => {
    await bench.startWorker();
    await expect(bench.startWorker()).rejects.toThrow(/ended with 1/);
    expect((await bench.trail.confirm(await bench.record(deleted))).seq).toBe(2);
  });

  test('closes answers whose process is gone, once, on the record', async () => {
    const ownerId = userIdSchema.parse(`usr_${'0'.repeat(31)}1`);
    const answerId = answerIdSchema.parse(`ans_${'0'.repeat(32)}`);
    const conversationId = conversationIdSchema.parse(`conv_${'0'.repeat(32)}`);
    const createdAt = new Date().toISOString();
    await bench.store.read.identity.createUser({ id: ownerId, name: 'Employee', email: 'employee@example.com', createdAt });
    await bench.store.transaction(async (repositories) => {
      await repositories.answers.createConversation({ id: conversationId, ownerId, title: 'Leave', createdAt });
      const intent: AuditEvent = {
        type: 'question.accepted',
        answerId,
        conversationId,
        question: 'How long is parental leave?',
        passages: [],
        authorisation: {
          visible: { policies: [], indexKeys: [], zoneKeys: [], epoch: 0 },
          collectionIds: null,
          checkedCount: 0,
        },
        retrieval: { index: 'chunks@1', givenCount: 0, mode: 'text', reranker: null, cache: 'off' },
        model: null,
        embedding: null,
      };
      const intentEventId = bench.ids.auditEventId();
      await bench.trail.record(repositories, { ...anEmployee(ownerId) }, intent, { eventId: intentEventId });
      await repositories.answers.acceptAnswer({
        id: answerId,
        conversationId,
        ownerId,
        question: 'How long is parental leave?',
        passages: [],
        intentEventId,
        createdAt,
        leaseUntilMs: Date.now() - 1,
      });
    });
    await bench.startWorker();
    await vi.waitFor(async () => expect((await entriesOf()).map((entry) => entry.type)).toContain('answer.interrupted'), {
      timeout: 10_000,
      interval: 100,
    });
    expect(await bench.store.read.answers.findAnswer(answerId)).toMatchObject({ state: 'interrupted' });
    expect(await bench.verify()).toMatchObject({ verdict: 'ok' });
  });
});

function anEmployee(userId: ReturnType<typeof userIdSchema.parse>) {
  return {
    principal: { kind: 'user' as const, userId },
    audience: [{ kind: 'user' as const, userId }],
    roles: ['employee' as const],
    channel: 'web' as const,
    authentication: { method: 'password' as const },
    requestId: 'request-test',
  };
}

describe('kill -9', () => {
  test('at any moment leaves no gap, no double number and no lost event, and the next one goes on at once', async () => {
    const recorded: Awaited<ReturnType<AuditBench['record']>>[] = [];
    let isWriting = true;
    const writing = (async () => {
      while (isWriting) {
        const id = await bench.record(deleted);
        recorded.push(id);
        // Whoever asks is told the truth or refused, also while the worker is away.
        await bench.trail.confirm(id, { timeoutMs: 30 }).catch(() => undefined);
      }
    })();
    for (let round = 0; round < 5; round += 1) {
      const worker = await bench.startWorker();
      await new Promise((resolve) => setTimeout(resolve, 40 + round * 37));
      worker.child.kill('SIGKILL');
      await worker.ended;
    }
    isWriting = false;
    await writing;
    const from = performance.now();
    await bench.startWorker();
    await bench.trail.confirm(await bench.record(deleted), { timeoutMs: 15_000 });
    expect(performance.now() - from).toBeLessThan(15_000);
    const entries = await entriesOf();
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_entry, index) => index));
    const numbered = entries.map((entry) => entry.id);
    for (const id of recorded) expect(numbered.filter((other) => other === id)).toHaveLength(1);
    expect(await bench.store.read.audit.listPending(10)).toEqual([]);
    expect(await bench.verify()).toMatchObject({ verdict: 'ok', findings: [] });
  }, 60_000);
});

describe('a log that cannot be written', () => {
  test('refuses confirmation, and goes on by itself when it can be written again', async () => {
    await bench.startWorker();
    await bench.trail.confirm(await bench.record(deleted));
    bench.tamper(`create trigger audit_is_full before insert on audit_event begin select raise(abort, 'full'); end`);
    const id = await bench.record(deleted);
    await expect(bench.trail.confirm(id, { timeoutMs: 400 })).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(await ask('GET', '/health')).toMatchObject({ status: 503, body: { status: 'failing' } });
    bench.tamper('drop trigger audit_is_full');
    expect(await bench.trail.confirm(id, { timeoutMs: 5_000 })).toMatchObject({ eventId: id });
    expect(await ask('GET', '/health')).toMatchObject({ status: 200, body: { status: 'leading' } });
  });
});

describe('the socket', () => {
  test('can be opened by its owner alone', async () => {
    await bench.startWorker();
    expect((await stat(bench.paths.sockets.audit)).mode & 0o777).toBe(0o600);
  });

  test('answers a request with the place of each event, and names those that it does not know', async () => {
    await bench.startWorker();
    const id = await bench.record(deleted);
    const unknown = bench.ids.auditEventId();
    const answer = await ask('POST', '/v1/sequence', JSON.stringify({ ids: [id, unknown], timeoutMs: 300 }));
    expect(answer).toMatchObject({ status: 200, body: { events: [{ eventId: id, seq: 2 }], missing: [unknown] } });
  });

  test('refuses what is no such request', async () => {
    await bench.startWorker();
    const tooMany = Array.from({ length: 5_000 }, () => bench.ids.auditEventId());
    for (const body of ['{}', '{"ids":[]}', '{"ids":["x"]}', 'not json', JSON.stringify({ ids: tooMany })]) {
      expect((await ask('POST', '/v1/sequence', body)).status).toBe(400);
    }
    expect((await ask('GET', '/')).status).toBe(404);
  });
});
