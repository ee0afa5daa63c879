import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { choosePort } from './choose-port.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
});

async function takePort(port: number): Promise<number> {
  server = createServer();
  await new Promise<void>((resolve, reject) => {
    server?.once('error', reject);
    server?.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a port that was asked for and is taken is refused by name', async () => {
  const port = await takePort(0);
  await expect(choosePort(port, '127.0.0.1')).rejects.toMatchObject({ code: 'PORT_IN_USE', details: { port } });
});

test('a port that was asked for and is free is used', async () => {
  const port = await takePort(0);
  await new Promise((resolve) => server?.close(resolve));
  expect(await choosePort(port, '127.0.0.1')).toBe(port);
});

test('without a wish the next free port is used', async () => {
  const first = await choosePort(null, '127.0.0.1');
  await takePort(first);
  expect(await choosePort(null, '127.0.0.1')).toBeGreaterThan(first);
});

test('an address that this machine does not have is a matter of the setting', async () => {
  await expect(choosePort(null, '192.0.2.1')).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
});
