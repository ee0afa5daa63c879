import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHoldConnection } from '../server/hold-connection.ts';
import type { HoldServer } from './hold-server.ts';
import { createHoldServer } from './hold-server.ts';

let folder: string;
let server: HoldServer;
let unheldCount: number;
let ended: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-hold-'));
  unheldCount = 0;
  ended = () => {};
  server = await createHoldServer(join(folder, 'hold.sock'), () => {
    unheldCount += 1;
    ended();
  });
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('the instance is needed as long as one command holds it', async () => {
  const first = await openHoldConnection(server.path);
  const second = await openHoldConnection(server.path);
  await first?.release();
  expect(unheldCount).toBe(0);
  const last = new Promise<void>((resolve) => (ended = resolve));
  void second?.release();
  await last;
  expect(unheldCount).toBe(1);
});

test('the last command waits for the end of the instance', async () => {
  const only = await openHoldConnection(server.path);
  let isReleased = false;
  void only?.release().then(() => (isReleased = true));
  await pause(100);
  expect(unheldCount).toBe(1);
  expect(isReleased).toBe(false);
});

test('a command that is killed lets go', async () => {
  const socket = connect(server.path);
  await new Promise((resolve) => socket.once('connect', resolve));
  const last = new Promise<void>((resolve) => (ended = resolve));
  socket.destroy();
  await last;
  expect(unheldCount).toBe(1);
});

test('nobody can take hold of an instance that is ending', async () => {
  const socket = connect(server.path);
  await new Promise((resolve) => socket.once('connect', resolve));
  const last = new Promise<void>((resolve) => (ended = resolve));
  socket.destroy();
  await last;
  await pause(20);
  expect(await openHoldConnection(server.path)).toBeNull();
});

test('the socket is for its owner alone', () => {
  expect(statSync(server.path).mode & 0o777).toBe(0o600);
});
