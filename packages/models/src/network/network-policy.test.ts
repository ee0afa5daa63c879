import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { NetworkPolicyDeps, NetworkPolicyOptions } from './network-policy.ts';
import { isModelAddress, parseModelAddress } from './model-address.ts';
import { createNetworkPolicy } from './network-policy.ts';
import { isPrivateAddress } from './private-address.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  'models.internal': ['10.1.2.3'],
  'api.example.org': ['93.184.215.14'],
  'two-faced.example.org': ['192.168.1.2', '93.184.215.14'],
  'metadata.example.org': ['169.254.169.254'],
};

function policy(options: Partial<NetworkPolicyOptions> = {}, deps: Partial<NetworkPolicyDeps> = {}) {
  const lookupAll = (host: string) => {
    const addresses = names[host];
    if (addresses === undefined) return Promise.reject(new Error('ENOTFOUND'));
    return Promise.resolve(addresses.map((address) => ({ address, family: 4 })));
  };
  return createNetworkPolicy({ lookupAll, nameServers: () => ['10.0.0.53'], ...deps }, { allowRemote: false, offline: false, ...options });
}

describe('private addresses', () => {
  it.each(['127.0.0.1', '127.8.9.10', '10.255.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', '::1', 'fd00::1', '::ffff:10.0.0.1'])(
    '%s is inside',
    (address) => {
      expect(isPrivateAddress(address)).toBe(true);
    },
  );
  it.each([
    '0.0.0.0',
    '8.8.8.8',
    '172.32.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.169.0.1',
    '::',
    '2001:db8::1',
    'fe80::1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    'localhost',
    '127.1',
    '',
  ])('%s is not', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
  test('of the addresses of version 4, exactly the four ranges are', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [first = 0, second = 0] = address.split('.').map(Number);
        const inside = first === 127 || first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168);
        expect(isPrivateAddress(address)).toBe(inside);
      }),
    );
  });
});

describe('hosts', () => {
  it('inside are allowed, by address or name', async () => {
    await expect(policy().resolve('192.168.3.4')).resolves.toMatchObject({ isRemote: false });
    await expect(policy().resolve('models.internal')).resolves.toEqual({
      addresses: [{ address: '10.1.2.3', family: 4 }],
      isRemote: false,
    });
    await expect(policy().resolve('::1')).resolves.toMatchObject({ isRemote: false });
  });

  it.each(['93.184.215.14', 'api.example.org', 'metadata.example.org', '2606:2800:21f::1', '0.0.0.0'])(
    'outside are refused: %s',
    async (host) => {
      await expect(policy().resolve(host)).rejects.toMatchObject({ code: 'MODEL_URL_REFUSED' });
    },
  );

  it('with one address outside are outside', async () => {
    await expect(policy().resolve('two-faced.example.org')).rejects.toMatchObject({ code: 'MODEL_URL_REFUSED' });
    await expect(policy({ allowRemote: true }).resolve('two-faced.example.org')).resolves.toMatchObject({ isRemote: true });
  });

  it('outside are allowed when that is set, but never offline', async () => {
    await expect(policy({ allowRemote: true }).resolve('api.example.org')).resolves.toMatchObject({ isRemote: true });
    await expect(policy({ allowRemote: true, offline: true }).resolve('api.example.org')).rejects.toMatchObject({
      code: 'MODEL_URL_REFUSED',
    });
  });

  it('are not asked for offline where the name server is outside', async () => {
    const asked: string[] = [];
    const deps = { nameServers: () => ['10.0.0.53', '8.8.8.8:53'], lookupAll: (host: string) => Promise.resolve((asked.push(host), [])) };
    await expect(policy({ offline: true }, deps).resolve('models.internal')).rejects.toMatchObject({ code: 'MODEL_URL_REFUSED' });
    await expect(policy({ offline: true }, deps).resolve('localhost')).resolves.toMatchObject({ isRemote: false });
    expect(asked).toEqual([]);
  });

  it('that nobody knows are unavailable', async () => {
    await expect(policy().resolve('nobody.example.org')).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });
});

describe('model addresses', () => {
  it('are URLs and sockets; names and paths are not', () => {
    expect(['http://x', 'https://x/v1', 'unix:/a'].map(isModelAddress)).toEqual([true, true, true]);
    expect(['all-minilm', '/models/x.gguf', 'httpx', 'c:\\x.gguf'].map(isModelAddress)).toEqual([false, false, false, false]);
  });

  it('get the usual path, and say which model', () => {
    expect(parseModelAddress('http://10.0.0.1:8000/')).toMatchObject({
      kind: 'http',
      baseUrl: new URL('http://10.0.0.1:8000/v1'),
      modelName: null,
    });
    expect(parseModelAddress('http://10.0.0.1:8000/api/v1/#Qwen/Qwen3-8B')).toMatchObject({
      baseUrl: new URL('http://10.0.0.1:8000/api/v1'),
      modelName: 'Qwen/Qwen3-8B',
    });
    expect(parseModelAddress('unix:///run/x.sock')).toEqual({ kind: 'unix', socketPath: '/run/x.sock' });
  });

  it.each(['ftp://x/', 'http://', 'unix:', 'http://user:secret@10.0.0.1/'])('are refused: %s', (setting) => {
    expect(() => parseModelAddress(setting)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', message: expect.not.stringContaining('secret') }),
    );
  });
});
