import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readinessSchema } from '@carrel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carrelCommand, freePort } from '../support/carrel-process.ts';
import { createTestDatabase, needsPostgres, type TestDatabase } from '../support/postgres.ts';
import { repositoryRoot } from '../support/require.ts';
import { until } from '../support/until.ts';
import { s3Keys, startS3Server, type S3Server } from '../support/s3-server.ts';

const run = promisify(execFile);

/** As in `docker-compose.yml`: no supervisor, the log's process with a folder of its own behind a port, secrets in files, files in a bucket. */
describe.runIf(await needsPostgres())('processes that share no machine but for the index', { timeout: 120_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let s3: S3Server;
  let apiPort: number;
  const children = new Map<string, { readonly child: ChildProcess; readonly log: string[] }>();
  let environments: { readonly audit: Record<string, string>; readonly rest: Record<string, string> };

  function start(name: 'apps/api' | 'workers/ingest' | 'workers/audit', environment: Record<string, string>): void {
    // Without a channel: in a container nobody listens to it.
    const child = spawn(process.execPath, [join(repositoryRoot, name, 'src', 'main.ts')], {
      env: { PATH: process.env['PATH'] ?? '', CARREL_OFFLINE: '1', ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const log: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
    children.set(name, { child, log });
  }
  async function stop(name: string): Promise<number | null> {
    const found = children.get(name);
    children.delete(name);
    if (found === undefined || found.child.exitCode !== null) return found?.child.exitCode ?? null;
    const ended = once(found.child, 'exit');
    found.child.kill('SIGTERM');
    await ended;
    return found.child.exitCode;
  }
  const readiness = async () => readinessSchema.parse(await (await fetch(`http://127.0.0.1:${apiPort}/readyz`)).json());
  const told = () => [...children].map(([name, { log }]) => `\n${name}: ${log.join('').slice(-2_000)}`).join('');
  /** What is not there yet may also refuse the connection. */
  const isSo = (what: string, look: () => Promise<boolean>) =>
    until(what, () => look().catch(() => false), { timeoutMs: 60_000, everyMs: 100, tell: told });
  const cli = async (...args: readonly string[]) => {
    const { stdout } = await run(process.execPath, [carrelCommand, '--json', '--data', join(folder, 'data'), ...args]);
    return stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  };
  const blobs = async () =>
    (await readdir(join(folder, 'data', 'blobs'), { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name));

  beforeAll(async () => {
    [folder, database, s3] = await Promise.all([mkdtemp(join(tmpdir(), 'carrel-apart-')), createTestDatabase(), startS3Server()]);
    const auditPort = await freePort();
    apiPort = await freePort();
    await mkdir(join(folder, 'secrets'));
    const secret = async (name: string, content: string) => {
      await writeFile(join(folder, 'secrets', name), `${content}\n`);
      return join(folder, 'secrets', name);
    };
    const databaseUrl = { CARREL_DATABASE_URL_FILE: await secret('database_url', database.url) };
    environments = {
      audit: { ...databaseUrl, CARREL_DATA_DIR: join(folder, 'audit'), CARREL_AUDIT_LISTEN: `127.0.0.1:${auditPort}` },
      rest: {
        ...databaseUrl,
        CARREL_DATA_DIR: join(folder, 'data'),
        CARREL_AUDIT_URL: `http://127.0.0.1:${auditPort}`,
        CARREL_BLOBS_URI: 's3://carrel/blobs',
        CARREL_S3_ENDPOINT: s3.endpoint,
        CARREL_S3_ACCESS_KEY_FILE: await secret('s3_access_key', s3Keys.accessKey),
        CARREL_S3_SECRET_KEY_FILE: await secret('s3_secret_key', s3Keys.secretKey),
        CARREL_PORT: String(apiPort),
        CARREL_SAMPLE: '0',
      },
    };
    start('workers/audit', environments.audit);
    start('apps/api', environments.rest);
    await isSo('the API', async () => (await fetch(`http://127.0.0.1:${apiPort}/livez`)).ok);
  }, 90_000);
  afterAll(async () => {
    for (const name of [...children.keys()].toReversed()) await stop(name);
    await s3.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('take a file, keep it in the bucket, and read it from there on another disk', async () => {
    const path = join(folder, 'leave.md');
    await writeFile(path, '# Leave\n\nThere are 30 vacation days in Germany.\n');
    await expect(cli('ingest', path)).resolves.toMatchObject([{ path: 'leave.md', state: 'stored' }]);
    expect([...s3.objects.keys()]).toHaveLength(1);
    // The worker finds nothing on its disk.
    for (const blob of await blobs()) await rm(join(folder, 'data', 'blobs', blob));
    start('workers/ingest', environments.rest);
    await isSo('the document', async () => JSON.stringify(await cli('documents', 'list', '--state', 'published')).includes('leave.md'));
    expect((await blobs()).length).toBeGreaterThan(0);
  });

  it('answer with a record that the process of the log numbered, and whose key is nowhere else', async () => {
    const [answer] = await cli('ask', 'How many vacation days are there in Germany?');
    expect(answer).toMatchObject({
      decision: 'quoted',
      audit: { seq: expect.any(Number) },
      citations: [{ quote: 'There are 30 vacation days in Germany.' }],
    });
    await expect(cli('audit', 'verify')).resolves.toMatchObject([{ verdict: 'ok' }]);
    expect(await readdir(join(folder, 'audit', 'keys'))).toContain('audit-log.key');
    expect(await readdir(join(folder, 'data', 'keys'))).not.toContain('audit-log.key');
    await isSo('readiness', async () => (await readiness()).ready);
  });

  it('give no answer while the log is not written, and go on when it is', async () => {
    expect(await stop('workers/audit')).toBe(0);
    await expect(cli('ask', 'How many vacation days are there in Germany?')).rejects.toMatchObject({
      code: 5,
      stderr: expect.stringContaining('AUDIT_UNAVAILABLE'),
    });
    start('workers/audit', environments.audit);
    await isSo('an answer', async () =>
      JSON.stringify(await cli('ask', 'How many vacation days are there in Germany?')).includes('quoted'),
    );
  });

  it('are backed up whole from beside the API, and stop when they are told to', async () => {
    const file = join(folder, 'backup.carrel');
    await run(process.execPath, [carrelCommand, '--json', '--data', join(folder, 'data'), 'backup', file], {
      env: { PATH: process.env['PATH'], ...environments.rest },
    });
    const { stdout } = await run(process.execPath, [carrelCommand, '--json', 'restore', '--verify', file]);
    expect(JSON.parse(stdout)).toMatchObject({ blobs: expect.any(Number) });
    for (const name of ['workers/ingest', 'apps/api', 'workers/audit']) expect([name, await stop(name)]).toEqual([name, 0]);
  });
});
