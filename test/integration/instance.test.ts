import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@carrel/contract';
import { readServerFile, runtimePaths } from '@carrel/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CarrelProcess } from '../support/carrel-process.ts';
import { carrelCommand, startCarrel } from '../support/carrel-process.ts';
import { needs } from '../support/require.ts';
import { until } from '../support/until.ts';

let dataDir: string;
let carrel: CarrelProcess | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'carrel-instance-'));
});
afterEach(async () => {
  await carrel?.stop();
  carrel = undefined;
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** Processes of this machine whose command line or environment names the data folder. */
function processesOn(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((file) => readOrEmpty(`/proc/${pid}/${file}`).includes(folder)))
    .map(Number);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARREL_')));
}

/** Runs a command on the data folder to its end. */
async function command(
  ...args: readonly string[]
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [carrelCommand, ...args, '--data', dataDir], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString('utf8')));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString('utf8')));
  const status = await new Promise<number | null>((resolve) => void child.once('close', resolve));
  return { status, stdout, stderr };
}

const timeoutMs = 90_000;
const hasProc = needs('/proc', existsSync('/proc/self/environ'), 'Processes are looked for there: Linux.');

test('a folder that is in use is refused by a second instance, with pid and port', { timeout: timeoutMs }, async () => {
  carrel = await startCarrel({ dataDir });
  const { status, stdout, stderr } = spawnSync(process.execPath, [carrelCommand, 'up', '--json', '--data', dataDir], {
    env: environment(),
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(`process ${carrel.pid} on port ${new URL(carrel.url).port}`);
  expect((await fetch(`${carrel.url}/livez`)).status).toBe(200);
});

test('a command uses the instance that runs, and leaves it running', { timeout: timeoutMs }, async () => {
  carrel = await startCarrel({ dataDir });
  const { status, stdout } = await command('documents', 'list', '--json');
  expect([status, stdout]).toEqual([0, '{"documents":[]}\n']);
  expect((await fetch(`${carrel.url}/livez`)).status).toBe(200);
});

test.runIf(hasProc)('a process that dies is started again, and /readyz tells of it', { timeout: timeoutMs }, async () => {
  carrel = await startCarrel({ dataDir });
  const { client } = carrel;
  const statusOf = async (name: string) => (await client.call(routes.readyz, {}).catch(() => null))?.processes[name];
  const auditPid = processesOn(dataDir).find((pid) => readOrEmpty(`/proc/${pid}/cmdline`).includes('workers/audit'));
  process.kill(auditPid ?? 0, 'SIGKILL');
  await until('the restart on /readyz', async () => (await statusOf('audit'))?.restarts === 1);
  expect(await statusOf('audit')).toMatchObject({ lastExit: expect.stringContaining('signal SIGKILL') as string });
  await until('ready again', async () => (await statusOf('audit'))?.state === 'ready');
});

test.runIf(hasProc)(
  'kill -9 of the supervisor leaves no process behind, and the next start takes the same port',
  { timeout: timeoutMs },
  async () => {
    const first = await startCarrel({ dataDir });
    expect(processesOn(dataDir).length).toBeGreaterThanOrEqual(5);
    await first.kill();
    const { port } = new URL(first.url);
    const again = spawn(process.execPath, [carrelCommand, 'up', '--json', '--no-sample', '--port', port, '--data', dataDir], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const line = await new Promise<string>((resolve) => void again.stdout.once('data', (text: Buffer) => resolve(text.toString('utf8'))));
    expect(line).toContain(`"url":"${first.url}"`);
    const ended = new Promise((resolve) => void again.once('exit', resolve));
    again.kill('SIGKILL');
    await ended;
    await until('no process', () => processesOn(dataDir).length === 0);
  },
);

test.runIf(hasProc).each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends all processes and takes the traces away',
  { timeout: timeoutMs },
  async (signal) => {
    const one = await startCarrel({ dataDir });
    process.kill(one.pid, signal);
    await until('no process', () => processesOn(dataDir).length === 0);
    expect(existsSync(runtimePaths(dataDir).serverFile)).toBe(false);
  },
);

test.runIf(hasProc)(
  'commands that run at the same time share one instance, which ends with the last of them',
  { timeout: timeoutMs },
  async () => {
    const all = await Promise.all([
      command('documents', 'list', '--json'),
      command('models', 'list', '--json'),
      command('documents', 'list', '--json'),
    ]);
    expect(all.map((one) => [one.status, one.stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    await until('no process', () => processesOn(dataDir).length === 0);
    expect(readServerFile(runtimePaths(dataDir).serverFile)).toBeNull();
  },
);

test.runIf(hasProc)('an instance that was started for a command ends when the command is killed', { timeout: timeoutMs }, async () => {
  const child = spawn(process.execPath, [carrelCommand, 'ingest', dataDir, '--wait', '--data', dataDir], {
    env: environment(),
    stdio: 'ignore',
  });
  await until('the instance', () => readServerFile(runtimePaths(dataDir).serverFile)?.isReady === true);
  child.kill('SIGKILL');
  await until('no process', () => processesOn(dataDir).length === 0);
});

test('a data folder whose path is too long for a socket works all the same', { timeout: timeoutMs }, async () => {
  const deep = join(dataDir, 'd'.repeat(60), 'e'.repeat(60));
  const { status, stdout, stderr } = spawnSync(process.execPath, [carrelCommand, 'documents', 'list', '--json', '--data', deep], {
    env: environment(),
    encoding: 'utf8',
  });
  expect([status, stdout, stderr]).toEqual([0, '{"documents":[]}\n', '']);
});
