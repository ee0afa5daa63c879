import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { askResultSchema, collectionSchema, createdApiKeySchema, documentSchema } from '@carrel/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { carrelCommand, freePort } from '../support/carrel-process.ts';
import { readComposeFile } from '../support/compose-file.ts';
import type { ComposeService } from '../support/compose-file.ts';
import { createTestDatabase, needsPostgres } from '../support/postgres.ts';
import type { TestDatabase } from '../support/postgres.ts';
import { needs, needsFile, repositoryRoot, sharedPath } from '../support/require.ts';

describe('docker-compose.yml', () => {
  const { services, networks, secrets } = readComposeFile();
  const all = Object.entries(services);
  const own = all.filter(([, { image }]) => image === 'carrel:local');

  it('has the processes of Carrel, two of them ingest, and what they stand on', () => {
    expect(Object.keys(services).toSorted()).toEqual(
      ['api', 'audit', 'inference', 'inference-gpu', 'ingest-1', 'ingest-2', 'postgres', 'proxy', 'redis', 'tgi', 'vllm'].toSorted(),
    );
    const started = own.map(([, { command = [] }]) => command.join(' '));
    for (const process of ['apps/api', 'workers/ingest', 'workers/audit', 'workers/inference'])
      expect(started).toContain(`node ${process}/src/main.ts`);
  });

  it('publishes a port of the proxy alone, and gives nobody else a way out', () => {
    expect(all.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(['proxy']);
    expect(networks['inside']?.internal).toBe(true);
    for (const [name, service] of all) expect(service.networks, name).toEqual(name === 'proxy' ? ['inside', 'edge'] : ['inside']);
  });

  it.each(all)('keeps %s small: read-only, without rights, bounded, watched, and not as root', (name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.deploy?.resources.limits.memory).toMatch(/^\d+[mg]$/);
    expect(service.deploy?.resources.limits.pids).toBeGreaterThan(0);
    if (name !== 'inference-gpu') expect(service.healthcheck?.test[0]).toBe('CMD');
    if (service.image !== 'carrel:local') expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    for (const one of ['privileged', 'cap_add', 'network_mode', 'pid', 'ipc', 'devices', 'env_file'])
      expect(service, one).not.toHaveProperty(one);
    expect(service.volumes.filter((one) => one.includes('docker.sock'))).toEqual([]);
  });

  it('hands over secrets as files, to those who need them, and shows none in an environment', () => {
    for (const { file } of Object.values(secrets)) expect(file).toMatch(/^\.\/deploy\/secrets\//);
    for (const [name, { environment, secrets: held }] of all) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|DATABASE_URL|REDIS_URL|API_KEY/.test(variable)) expect(variable, name).toMatch(/_FILE$/);
        if (value.startsWith('/run/secrets/')) expect(held, `${name} ${variable}`).toContain(value.slice('/run/secrets/'.length));
      }
    }
    expect(services['inference']?.secrets).toEqual([]);
    expect(services['audit']?.secrets).toEqual(['database_url']);
  });

  it('lets the audit process alone see the key that signs, under a user and in a volume of its own', () => {
    const audit = services['audit'];
    expect(audit?.user).toBe('10003:10003');
    expect(all.filter(([, { user }]) => user === audit?.user).map(([name]) => name)).toEqual(['audit']);
    expect(all.filter(([, { volumes }]) => volumes.some((one) => one.startsWith('audit:'))).map(([name]) => name)).toEqual(['audit']);
    expect(audit?.volumes).toEqual(['audit:/audit']);
    // Model files come from elsewhere: what loads them sees no data, no key and no database.
    expect(services['inference']).toMatchObject({ user: '10002:10002', volumes: ['models:/models:ro'], secrets: [] });
  });

  it('has one server of models under each profile, at the same address', () => {
    for (const profile of ['cpu', 'gpu', 'vllm', 'tgi'])
      expect(all.filter(([, { profiles }]) => profiles.includes(profile))).toHaveLength(1);
    expect(
      all
        .filter(([, { profiles }]) => profiles.length === 0)
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(['api', 'audit', 'ingest-1', 'ingest-2', 'postgres', 'proxy', 'redis'].toSorted());
    const raw = readComposeFile();
    for (const name of ['inference', 'inference-gpu', 'vllm', 'tgi'])
      expect(JSON.stringify(raw.services[name]?.environment) + (raw.services[name]?.command ?? []).join(' ')).toContain('8000');
    expect(services['api']?.environment['CARREL_LLM']).toBe('http://inference:8000');
  });

  it('is built into an image that does not run as root, without running scripts of packages', async () => {
    const dockerfile = await readFile(join(repositoryRoot, 'Dockerfile'), 'utf8');
    expect(dockerfile.match(/^USER .*$/gm)?.at(-1)).toBe('USER 10001');
    expect(dockerfile).toContain('npm ci --ignore-scripts');
    const proxy = await readFile(join(repositoryRoot, 'deploy', 'nginx.conf'), 'utf8');
    expect(proxy).toContain('listen 8443 ssl');
    expect(proxy).toContain('proxy_buffering off');
    expect(proxy).not.toContain('proxy_add_x_forwarded_for');
  });
});

const redisUrl = process.env['CARREL_TEST_REDIS_URL'];
const isThere =
  (await needsPostgres()) &&
  needs('Redis', redisUrl !== undefined, 'Set CARREL_TEST_REDIS_URL.') &&
  needsFile('models', 'stories260k-chat');

describe.runIf(isThere)('the processes of docker-compose.yml, with its settings', { timeout: 180_000 }, () => {
  let root: string;
  let database: TestDatabase;
  let url: string;
  const running = new Map<string, { readonly child: ChildProcess; log: string }>();

  const volumeOf = (name: string) => join(root, 'volumes', name);

  /** The same command and settings; names of containers, volumes and secrets become those of this machine. */
  async function start(name: string, service: ComposeService, ports: Readonly<Record<string, number>>): Promise<void> {
    const mounts = service.volumes.map((one) => one.split(':'));
    const localised = (value: string) => {
      let text = value;
      for (const [host, port] of Object.entries(ports)) text = text.replace(new RegExp(`http://${host}:\\d+`), `http://127.0.0.1:${port}`);
      text = text.replace(/^0\.0\.0\.0:(\d+)$/, () => `127.0.0.1:${ports[name] ?? 0}`).replace(/^0\.0\.0\.0$/, '127.0.0.1');
      if (text.startsWith('/run/secrets/')) return join(root, 'secrets', text.slice('/run/secrets/'.length));
      const mount = mounts.find(([, target = '']) => text === target || text.startsWith(`${target}/`));
      if (mount !== undefined) return text.replace(mount[1] ?? '', volumeOf(mount[0] ?? ''));
      return text.startsWith('/tmp/') ? join(root, 'tmp', text.slice('/tmp/'.length)) : text;
    };
    const environment = Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, localised(value)]));
    const overrides = name === 'api' ? { CARREL_PORT: String(ports['api']), CARREL_PUBLIC_URL: url } : {};
    const plain = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('CARREL_') && key !== 'NODE_ENV'));
    const child = spawn(process.execPath, (service.command ?? []).slice(1), {
      cwd: repositoryRoot,
      env: { ...plain, ...environment, ...overrides, CARREL_LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const entry = { child, log: '' };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (entry.log += chunk.toString('utf8')));
    running.set(name, entry);
  }

  async function owner(...args: readonly string[]): Promise<unknown> {
    const plain = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('CARREL_')));
    const { stdout } = await promisify(execFile)(process.execPath, [carrelCommand, '--json', '--data', volumeOf('data'), ...args], {
      env: plain,
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  }
  const documents = async () =>
    z.object({ documents: z.array(documentSchema) }).parse(await owner('documents', 'list', '--limit', '200')).documents;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'carrel-compose-'));
    database = await createTestDatabase();
    const ports = { api: await freePort(), audit: await freePort(), inference: await freePort() };
    url = `http://localhost:${ports.api}`;
    for (const folder of ['secrets', 'volumes/data', 'volumes/audit', 'volumes/models', 'tmp'])
      await mkdir(join(root, folder), { recursive: true });
    await symlink(sharedPath('models', 'stories260k-chat'), join(volumeOf('models'), 'stories'));
    const secrets = {
      database_url: `${database.url}\n`,
      redis_url: `${redisUrl}/11\n`,
      auth_secret: `${randomBytes(32).toString('hex')}\n`,
    };
    for (const [name, content] of Object.entries(secrets)) await writeFile(join(root, 'secrets', name), content);
    const { services } = readComposeFile({ CARREL_LLM: 'stories' });
    for (const name of ['audit', 'api', 'ingest-1', 'ingest-2', 'inference']) {
      const service = services[name];
      if (service !== undefined) await start(name, service, ports);
    }
    await vi.waitFor(
      async () => {
        expect((await fetch(`${url}/livez`)).status).toBe(200);
        expect((await fetch(`http://127.0.0.1:${ports.audit}/health`)).status).toBe(200);
        expect((await fetch(`http://127.0.0.1:${ports.inference}/health`)).status).toBe(200);
      },
      { timeout: 60_000, interval: 200 },
    );
  }, 120_000);
  afterAll(async () => {
    for (const { child } of running.values()) child.kill('SIGTERM');
    for (const { child } of running.values()) if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await database.drop();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }, 60_000);

  it('a file goes in, a cited answer comes out, and the record verifies', async () => {
    await owner('ingest', join(repositoryRoot, 'sample-knowledge-base'), '--collection', 'Sample', '--wait');
    const published = await documents();
    expect(published.length).toBeGreaterThanOrEqual(15);
    expect(published.filter(({ state }) => state !== 'published')).toEqual([]);

    const { secret } = createdApiKeySchema.parse(await owner('keys', 'create', 'outside', '--scope', 'ask'));
    const asked = await fetch(`${url}/api/v1/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'What is the warm-up time of the NL-40?', stream: false }),
    });
    const answer = askResultSchema.parse(await asked.json());
    expect(answer.answer).toContain('12 minutes');
    // The model of the container was asked, whatever came of it.
    expect(answer.model?.name).toBe('stories');
    for (const { documentId, quote, start, end } of answer.citations) {
      const shown = z.object({ text: z.string() }).parse(await owner('documents', 'show', documentId, '--text'));
      expect(shown.text.slice(start, end)).toBe(quote);
    }
    expect(await owner('audit', 'verify')).toMatchObject({ verdict: 'ok' });
  });

  it('a deleted document is gone with the next request, and the key that signs is where only the audit process looks', async () => {
    const [first] = await documents();
    await owner('documents', 'delete', first?.id ?? '');
    expect((await documents()).some(({ id }) => id === first?.id)).toBe(false);
    await expect(readFile(join(volumeOf('data'), 'keys', 'audit-log.key'))).rejects.toThrow();
    expect((await readFile(join(volumeOf('audit'), 'keys', 'audit-log.key'))).length).toBeGreaterThan(0);
  });

  it('the other ingest worker takes over when one is killed', async () => {
    // Whichever of them writes the index: both are killed and started in turn, and a file comes through each time.
    for (const name of ['ingest-1', 'ingest-2']) {
      const entry = running.get(name);
      entry?.child.kill('SIGKILL');
      if (entry !== undefined) await once(entry.child, 'exit');
      const file = join(root, 'tmp', `after-${name}.md`);
      await writeFile(file, `# After ${name}\n\nThe ladder ${name} stands in room 4.\n`);
      expect(await owner('ingest', file, '--collection', 'Sample', '--wait')).toMatchObject({ state: 'published' });
      const { services } = readComposeFile({ CARREL_LLM: 'stories' });
      const service = services[name];
      if (service !== undefined) await start(name, service, { api: 0, audit: 0, inference: 0 });
    }
  });

  it('nothing secret is told to a log', () => {
    for (const [name, { log }] of running) for (const word of ['postgres://', 'redis://', 'ladder']) expect(log, name).not.toContain(word);
  });

  it('the collection is there for whoever signs in by the link that the command line gives', async () => {
    const [me] = z.object({ users: z.array(z.object({ id: z.string(), email: z.string() })) }).parse(await owner('users', 'list')).users;
    const link = z.object({ url: z.string() }).parse(await owner('users', 'link', me?.id ?? ''));
    expect(link.url.startsWith(url)).toBe(true);
    const token = link.url.split('#token=')[1];
    const signedIn = await fetch(`${url}/api/v1/sign-in-link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const listed = await fetch(`${url}/api/v1/collections`, { headers: { cookie } });
    const names = z
      .object({ items: z.array(collectionSchema) })
      .parse(await listed.json())
      .items.map(({ name }) => name);
    expect(names).toContain('Sample');
  });
});
