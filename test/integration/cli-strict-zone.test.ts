import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policySchema, searchResultSchema } from '@carrel/contract';
import { runtimePaths } from '@carrel/runtime';
import { carrelCommand, type CarrelProcess, startCarrel } from '../support/carrel-process.ts';

/** A strict zone from the command line to the table on the disk, in a whole Carrel with its own worker. */
let carrel: CarrelProcess;
let folder: string;

beforeAll(async () => {
  carrel = await startCarrel();
  folder = await mkdtemp(join(tmpdir(), 'carrel-zone-'));
  await writeFile(join(folder, 'minutes.txt'), 'The board met in March and agreed to sell the plant in Aachen.\n');
}, 120_000);
afterAll(async () => {
  await carrel?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function command(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [carrelCommand, '--data', carrel.dataDir, ...args])).stdout;
}
/** Tables of zones that lie on the disk. */
const zoneFolders = () => readdir(join(runtimePaths(carrel.dataDir).indexDir, 'zones')).catch(() => []);
const search = async () => searchResultSchema.parse(JSON.parse(await command('--json', 'search', 'Where is the plant that is sold?')));

describe('carrel policies create NAME --strict', { timeout: 120_000 }, () => {
  it('makes a policy whose documents lie in a table of their own, and are found by who may read them', async () => {
    const made = policySchema.parse(JSON.parse(await command('--json', 'policies', 'create', 'Board', '--strict', '--reader', 'everyone')));
    expect(made).toMatchObject({ name: 'Board', isStrict: true });
    expect(await command('policies', 'show', 'Board')).toContain('Board (internal, strict zone)');
    expect(await zoneFolders()).toEqual([]);
    await command('ingest', folder, '--collection', 'Minutes', '--policy', 'Board', '--wait');
    expect(await zoneFolders()).toHaveLength(1);
    const { passages, mode } = await search();
    expect(mode).toBe('hybrid');
    expect(passages.map(({ text }) => text).join(' ')).toContain('sell the plant in Aachen');
  });

  it('is taken back by "policies change --strict no": the rows move, and the document is found as before', async () => {
    await command('policies', 'change', 'Board', '--strict', 'no');
    expect(await command('policies', 'show', 'Board')).toContain('Board (internal)');
    await expect.poll(async () => (await search()).passages.length, { timeout: 60_000, interval: 500 }).toBe(1);
  });
});
