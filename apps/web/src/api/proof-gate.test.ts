import { expect, test, vi } from 'vitest';
import type { ProofRequest } from './proof-gate.ts';
import { createProofGate } from './proof-gate.ts';

const refusal = () => Response.json({ code: 'FRESH_SIGN_IN_REQUIRED' }, { status: 403 });

function aGate(answers: readonly (() => Response)[]) {
  const left = [...answers];
  const send = vi.fn<() => Promise<Response>>(() => Promise.resolve(left.shift()?.() ?? Response.json({})));
  const gate = createProofGate(send);
  const asked: (ProofRequest | null)[] = [];
  gate.subscribe((request) => asked.push(request));
  return { gate, send, asked };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

test('asks once for what several requests wait for, and repeats each', async () => {
  const { gate, send, asked } = aGate([refusal, refusal]);
  const both = Promise.all([gate.fetch('/a', {}), gate.fetch('/b', {})]);
  await soon();
  expect(asked).toHaveLength(1);
  asked[0]?.settle(true);
  expect((await both).map(({ status }) => status)).toEqual([200, 200]);
  expect(send).toHaveBeenCalledTimes(4);
  expect(asked.at(-1)).toBeNull();
});

test('gives the refusal to whoever does not prove it, and asks anew the next time', async () => {
  const { gate, asked } = aGate([refusal, refusal]);
  const first = gate.fetch('/a', {});
  await soon();
  asked[0]?.settle(false);
  expect((await first).status).toBe(403);
  const second = gate.fetch('/a', {});
  await soon();
  expect(asked.filter((request) => request !== null)).toHaveLength(2);
  asked.at(-1)?.settle(true);
  expect((await second).status).toBe(200);
});

test('leaves every other refusal alone', async () => {
  const { gate, send, asked } = aGate([
    () => Response.json({ code: 'FORBIDDEN' }, { status: 403 }),
    () => new Response('no JSON', { status: 403 }),
  ]);
  expect((await gate.fetch('/a', {})).status).toBe(403);
  expect((await gate.fetch('/a', {})).status).toBe(403);
  expect(asked).toEqual([]);
  expect(send).toHaveBeenCalledTimes(2);
});
