import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '@carrel/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { carrelCommand, startCarrel } from '../support/carrel-process.ts';

const readySchema = z.object({ ready: z.literal(true), url: z.string(), key: z.string() });

let folder: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-witness-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function runWitness(...more: readonly string[]): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      carrelCommand,
      'witness',
      '--json',
      '--trust',
      join(folder, 'keys.txt'),
      '--folder',
      join(folder, 'witness'),
      '--name',
      'w.test/w1',
      ...more,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  children.push(child);
  return child;
}

async function startWitness(...more: readonly string[]) {
  const child = runWitness(...more);
  if (child.stdout === null) throw new Error('expected standard output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, ...readySchema.parse(JSON.parse(String(line))) };
}

test('a witness and a Carrel, each in its own processes: cosigned, kept, and shown', async () => {
  const dataDir = join(folder, 'data');
  const first = await startCarrel({ dataDir });
  // The log is signed within a second or two of the start.
  let keys = '';
  for (let attempt = 0; keys === '' && attempt < 100; attempt += 1) {
    const published = await first.client.call(routes.listPublishedLogs, {});
    keys = published.items.map(({ verifierKey }) => `${verifierKey}\n`).join('');
    if (keys === '') await sleep(100);
  }
  await first.stop();
  await writeFile(join(folder, 'keys.txt'), keys);
  const witness = await startWitness('--port', '0');

  const second = runWitness('--port', '0');
  const [status] = await once(second, 'exit');
  expect(status).toBe(1);

  const policyFile = join(folder, 'policy.txt');
  await writeFile(policyFile, `witness w1 ${witness.key} ${witness.url}\nquorum w1\n`);
  const carrel = await startCarrel({ dataDir, env: { CARREL_AUDIT_WITNESS_POLICY: policyFile } });
  try {
    let health = await carrel.client.call(routes.getLogHealth, {});
    for (let attempt = 0; health.witnesses?.quorumAt === null && attempt < 200; attempt += 1) {
      await sleep(100);
      health = await carrel.client.call(routes.getLogHealth, {});
    }
    expect(health.witnesses).toMatchObject({ level: 'ok', items: [{ name: 'w1', problem: null }] });
    expect(health.witnesses?.items[0]?.cosignedSize).toBeGreaterThan(0);
    const state: unknown = JSON.parse(await readFile(join(folder, 'witness', 'witness-state.json'), 'utf8'));
    expect(Object.keys(z.record(z.string(), z.unknown()).parse(state))).toHaveLength(1);
  } finally {
    await carrel.stop();
  }
  witness.child.kill('SIGTERM');
  expect(await once(witness.child, 'exit')).toEqual([0, null]);
}, 180_000);
