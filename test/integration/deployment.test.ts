import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readComposeFile } from '../support/compose-file.ts';
import { repositoryRoot } from '../support/require.ts';

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
