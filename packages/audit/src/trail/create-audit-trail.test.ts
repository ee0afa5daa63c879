import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../fixtures/system-clock.ts';
import { createAuditHarness, createMemoryKeyring } from '../fixtures/audit-harness.ts';
import { everyEvent } from '../fixtures/every-event.ts';
import { anActor } from '../../../../test/support/builders/an-actor.ts';
import { createAuditTrail } from './create-audit-trail.ts';
import { createSequencerClient } from './sequencer-client.ts';
import type { SequencerHint } from './sequencer-port.ts';

function trailWith(sequencer: SequencerHint) {
  const harness = createAuditHarness();
  const { store, ids, keyring } = harness;
  return { harness, trail: createAuditTrail({ store, ids, keyring, clock: systemClock, sequencer }, { node: 'api-1' }) };
}

describe('record', () => {
  test('what it writes is gone when the caller’s transaction fails', async () => {
    const { store, trail } = createAuditHarness();
    const work = store.transaction(async (repositories) => {
      await trail.record(repositories, anActor(), everyEvent['question.accepted']);
      throw new Error('the change failed');
    });
    await expect(work).rejects.toThrow('the change failed');
    expect(store.state).toMatchObject({ pending: [], sealed: [], keys: [] });
  });

  test('the draft and its sealed fields are committed together', async () => {
    const harness = createAuditHarness();
    const id = await harness.record(everyEvent['question.accepted']);
    expect(harness.store.state.pending.map((event) => event.id)).toEqual([id]);
    expect(harness.store.state.sealed.map((field) => field.field).toSorted()).toEqual(['ip', 'question', 'ua']);
  });

  test('an event can be named beforehand by the change that it closes', async () => {
    const { store, trail, ids } = createAuditHarness();
    const eventId = ids.auditEventId();
    expect(await store.transaction((repositories) => trail.record(repositories, anActor(), everyEvent.heartbeat, { eventId }))).toBe(
      eventId,
    );
  });

  test('a node name that does not fit into a leaf is refused at the start', () => {
    const { store, ids, clock } = createAuditHarness();
    const make = () =>
      createAuditTrail({ store, ids, clock, keyring: createMemoryKeyring(), sequencer: { sequence: async () => {} } }, { node: 'api 1' });
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });
});

describe('confirm', () => {
  test('gives the place of the event once it can be read from SQL', async () => {
    const { harness, trail } = trailWith({ sequence: () => harness.drain() });
    const id = await harness.record(everyEvent['question.accepted']);
    const receipt = await trail.confirm(id);
    const entry = await harness.store.read.audit.findEntry(id);
    expect(receipt).toEqual({ eventId: id, shard: 2026, seq: 1, leafHash: entry?.leafHash });
  });

  test('a sequencer that says yes without having written is not believed', async () => {
    const { harness, trail } = trailWith({ sequence: async () => {} });
    const id = await harness.record(everyEvent['question.accepted']);
    await expect(trail.confirm(id, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE', isRetryable: true });
  });

  test('a sequencer that cannot be reached is no error when the event is numbered all the same', async () => {
    const { harness, trail } = trailWith({ sequence: () => Promise.reject(new Error('ECONNREFUSED')) });
    const id = await harness.record(everyEvent['question.accepted']);
    const confirmed = trail.confirm(id);
    setTimeout(() => void harness.drain(), 60);
    expect((await confirmed).seq).toBe(1);
  });

  test('a sequencer that hangs is no error when the event is numbered all the same', async () => {
    const { harness, trail } = trailWith({ sequence: () => new Promise(() => {}) });
    const id = await harness.record(everyEvent['question.accepted']);
    const confirmed = trail.confirm(id);
    setTimeout(() => void harness.drain(), 60);
    expect((await confirmed).seq).toBe(1);
  });

  test('waits no longer than told, and says how long it waited', async () => {
    const { harness, trail } = trailWith({ sequence: () => new Promise(() => {}) });
    const id = await harness.record(everyEvent['question.accepted']);
    const from = performance.now();
    await expect(trail.confirm(id, { timeoutMs: 120 })).rejects.toThrow(/not numbered within 120 ms/);
    expect(performance.now() - from).toBeLessThan(1_000);
  });

  test('SQL that fails while it waits is the cause of the refusal', async () => {
    const fault = vi.fn<(point: string) => void>();
    const harness = createAuditHarness({ fault });
    const trail = createAuditTrail({ ...harness, clock: systemClock, sequencer: { sequence: async () => {} } }, { node: 'api-1' });
    const id = await harness.record(everyEvent['question.accepted']);
    fault.mockImplementation((point) => {
      if (point === 'findSequence') throw new Error('SQL is away');
    });
    await expect(trail.confirm(id, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
      cause: expect.objectContaining({ message: 'SQL is away' }),
    });
  });

  test('ends at once when the caller gives up', async () => {
    const { harness, trail } = trailWith({ sequence: () => new Promise(() => {}) });
    const id = await harness.record(everyEvent['question.accepted']);
    const caller = new AbortController();
    setTimeout(() => caller.abort(new Error('the reader has gone')), 20);
    await expect(trail.confirm(id, { signal: caller.signal })).rejects.toThrow('the reader has gone');
  });
});

describe('createSequencerClient', () => {
  const { ids } = createAuditHarness();
  const id = ids.auditEventId();
  const { signal } = new AbortController();
  let folder: string;
  let socketPath: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carrel-sequencer-'));
    socketPath = join(folder, 'audit.sock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function serve(respond: (count: number) => number) {
    const bodies: string[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((request, response) => {
      sockets.add(request.socket);
      request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk));
      request.on('end', () => response.writeHead(respond(bodies.length)).end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    const kill = () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      });
    return { bodies, sockets, kill };
  }

  test('sends the ids over the socket, uses a connection again, and rejects what is not a success', async () => {
    const server = await serve((count) => (count < 3 ? 200 : 503));
    const client = createSequencerClient({ socketPath });
    await client.sequence([id], { timeoutMs: 500, signal });
    await client.sequence([id], { timeoutMs: 500, signal });
    expect(JSON.parse(server.bodies[0] ?? '')).toEqual({ ids: [id], timeoutMs: 500 });
    expect(server.sockets.size).toBe(1);
    await expect(client.sequence([id], { timeoutMs: 500, signal })).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    client.close();
    await server.kill();
  });

  test('a sequencer that was started anew is reached at once, though the old connections are dead', async () => {
    const first = await serve(() => 200);
    const client = createSequencerClient({ socketPath });
    await Promise.all([1, 2, 3].map(() => client.sequence([id], { timeoutMs: 500, signal })));
    await first.kill();
    const second = await serve(() => 200);
    await client.sequence([id], { timeoutMs: 500, signal });
    expect(second.bodies).toHaveLength(1);
    await second.kill();
    await expect(client.sequence([id], { timeoutMs: 500, signal })).rejects.toThrow();
    client.close();
  });

  test('ends when the caller has what it wanted', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    const client = createSequencerClient({ socketPath });
    const caller = new AbortController();
    const sent = client.sequence([id], { timeoutMs: 500, signal: caller.signal });
    caller.abort();
    await expect(sent).rejects.toThrow();
    client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
