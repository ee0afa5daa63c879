import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournal } from '@carrel/audit';
import { routes } from '@carrel/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type CarrelProcess, startCarrel } from '../support/carrel-process.ts';

let folder: string;
let carrel: CarrelProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-journal-'));
  carrel = await startCarrel({
    env: { CARREL_AUDIT_JOURNAL: join(folder, 'journal'), CARREL_AUDIT_MAX_WAIT_MS: '800' },
    isSampleLoaded: true,
  });
}, 60_000);
afterAll(async () => {
  await carrel.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a question comes to: the type of its last event, or the code of the refusal. */
async function ask(): Promise<string> {
  let last = 'nothing';
  try {
    for await (const event of carrel.client.ask({ question: 'How many vacation days are there in Germany?' }))
      last = event.type === 'error' ? event.problem.code : event.type;
  } catch (error) {
    last = error instanceof Error && 'problem' in error ? String(Object.values(error.problem ?? {})) : String(error);
  }
  return last;
}

const journalState = async () => (await carrel.client.call(routes.getLogHealth, {})).journal;

test('the journal holds the log; health and doctor speak of it', async () => {
  await vi.waitFor(
    async () => {
      const health = await carrel.client.call(routes.getLogHealth, {});
      expect(health).toMatchObject({ sequencer: 'leading', journal: { mode: 'strict', status: 'ok', since: null, size: health.size } });
    },
    { timeout: 10_000, interval: 100 },
  );
  const { checks } = await carrel.client.call(routes.doctor, {});
  expect(checks.find(({ name }) => name === 'journal')).toMatchObject({ ok: true });
  const types = [];
  for await (const { entry } of readJournal(join(folder, 'journal'))) types.push(entry.type);
  expect(types.slice(0, 2)).toEqual(['log.opened', 'node.started']);
  expect(types).toContain('document.uploaded');
});

test('while it is away no question is answered; when it is back they are, and nothing is missing in it', async () => {
  await vi.waitFor(async () => expect(await ask()).toBe('done'), { timeout: 20_000, interval: 200 });
  await rename(join(folder, 'journal'), join(folder, 'elsewhere'));
  await writeFile(join(folder, 'journal'), 'the disk is gone');
  expect(await ask()).toContain('AUDIT_UNAVAILABLE');
  expect(await journalState()).toMatchObject({ status: 'failing' });

  await rm(join(folder, 'journal'));
  await rename(join(folder, 'elsewhere'), join(folder, 'journal'));
  await vi.waitFor(async () => expect(await ask()).toBe('done'), { timeout: 20_000, interval: 200 });
  const { size } = await carrel.client.call(routes.getLogHealth, {});
  const seqs: number[] = [];
  for await (const { entry } of readJournal(join(folder, 'journal'))) seqs.push(entry.seq);
  expect(seqs.length).toBeGreaterThanOrEqual(size);
  expect(seqs).toEqual(seqs.map((_seq, index) => index));
  expect(await readdir(join(folder, 'journal'))).toHaveLength(1);
});
