import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { routes } from '@carrel/contract';
import { freePort, startCarrel } from '../../support/carrel-process.ts';
import { persistently, uploadPages, waitForEnd } from '../journey.ts';

const run = promisify(execFile);
const postgresPrograms = '/usr/lib/postgresql';

export interface ServiceOutcome {
  readonly acknowledged: number;
  readonly published: number;
  /** From the last disturbance until everything was published, in milliseconds. */
  readonly settledMs: number;
}

const text = (number: number) => `# Page ${number}\n\n${`Sentence of page ${number} about leave and travel. `.repeat(60)}\n`;
const pagesOf = (round: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ path: `round-${round}-${index}.md`, content: new Blob([text(round * 1_000 + index)]) }));

/** Uploads documents in rounds, disturbs the service in the middle of each, and waits for the end of all. */
async function disturb(
  env: Readonly<Record<string, string>>,
  rounds: readonly (() => Promise<void>)[],
  pagesPerRound: number,
): Promise<ServiceOutcome> {
  const carrel = await startCarrel({ env: { CARREL_INGEST_WORKERS: '2', ...env } });
  try {
    const documents: string[] = [];
    let disturbedMs = performance.now();
    for (const [round, disturbance] of rounds.entries()) {
      const uploading = uploadPages(carrel.client, pagesOf(round, pagesPerRound), 'Pages');
      await sleep(200);
      await disturbance();
      disturbedMs = performance.now();
      documents.push(...(await uploading).values());
    }
    const ended = await waitForEnd(carrel.client, documents, 180_000);
    const settledMs = performance.now() - disturbedMs;
    const { total } = await persistently(() => carrel.client.call(routes.countDocuments, { query: { state: ['published'] } }));
    const published = [...ended.values()].filter(({ state }) => state === 'published').length;
    return { acknowledged: documents.length, published: Math.min(published, total), settledMs };
  } finally {
    await carrel.stop();
  }
}

/** FLUSHALL, a restart that forgets everything, and a while without Redis. */
export async function loseRedis(options: { readonly awayMs: number; readonly pagesPerRound: number }): Promise<ServiceOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-redis-'));
  const port = await freePort();
  let server: ChildProcess | null = null;
  const redis = (command: string) =>
    run('redis-cli', ['-p', String(port), command]).then(
      () => true,
      () => false,
    );
  const start = async () => {
    server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''], { stdio: 'ignore' });
    while (!(await redis('ping'))) await sleep(50);
  };
  const stop = async () => {
    if (server === null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    server = null;
    await ended;
  };
  await start();
  try {
    const flush = async () => void (await redis('flushall'));
    const restart = async () => {
      await stop();
      await start();
    };
    const goAway = async () => {
      await stop();
      await sleep(options.awayMs);
      await start();
    };
    return await disturb({ CARREL_REDIS_URL: `redis://127.0.0.1:${port}` }, [flush, restart, goAway], options.pagesPerRound);
  } finally {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null where PostgreSQL is not installed. */
export async function findPostgres(): Promise<string | null> {
  const versions = await readdir(postgresPrograms).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : join(postgresPrograms, newest, 'bin');
}

/** The server is stopped as by a crash and started again, `times` times, while documents are worked on. */
export async function restartPostgres(
  programs: string,
  options: { readonly times: number; readonly pagesPerRound: number },
): Promise<ServiceOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-postgres-'));
  const port = await freePort();
  const data = join(folder, 'data');
  // PostgreSQL refuses to run as root.
  const asPostgres = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
  const postgres = (program: string, ...args: readonly string[]) => {
    const [command = '', ...rest] = [...asPostgres, join(programs, program), ...args];
    return run(command, rest);
  };
  await chmod(folder, 0o777);
  await postgres('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-sync');
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
  const start = () => postgres('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-w', '-o', settings, 'start');
  const stop = () => postgres('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
  await start();
  try {
    const restart = async () => {
      await stop();
      await sleep(500);
      await start();
    };
    const rounds = Array.from({ length: options.times }, () => restart);
    return await disturb({ CARREL_DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres` }, rounds, options.pagesPerRound);
  } finally {
    await stop().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}
