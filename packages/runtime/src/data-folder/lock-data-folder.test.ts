import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../fixtures/journal.ts';
import { lockDataFolder } from './lock-data-folder.ts';
import { prepareFolders } from './prepare-folders.ts';
import { runtimePaths } from './runtime-paths.ts';
import type { ServerInfo } from './server-file.ts';
import { readServerFile } from './server-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function someInfo(rest: Partial<ServerInfo> = {}): ServerInfo {
  return {
    pid: process.pid,
    port: 3000,
    url: 'http://127.0.0.1:3000',
    socketPath: runtimePaths(folder).sockets.api,
    holdSocketPath: null,
    isReady: true,
    childPids: [],
    startedAt: '2026-11-20T08:00:00.000Z',
    version: '0.1.0',
    ...rest,
  };
}

const holderScript = `
  const { lockDataFolder, runtimePaths } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)});
  lockDataFolder(runtimePaths(process.argv[1]), { ...JSON.parse(process.argv[2]), pid: process.pid });
  // A lock that nobody keeps must hold all the same.
  gc();
  console.log('locked');
  setInterval(() => {}, 1000);
`;

async function startHolder(): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  const holder = spawn(
    process.execPath,
    ['--expose-gc', '--input-type=module', '-e', holderScript, folder, JSON.stringify(someInfo({ port: 4321 }))],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const ended = new Promise<void>((resolve) => void holder.once('exit', () => resolve()));
  return {
    pid: holder.pid ?? 0,
    kill: async () => {
      holder.kill('SIGKILL');
      await ended;
    },
  };
}

test('a folder that another process holds is refused, with its pid and port', async () => {
  const holder = await startHolder();
  try {
    expect(() => lockDataFolder(runtimePaths(folder), someInfo())).toThrow(
      expect.objectContaining({
        code: 'DATA_FOLDER_IN_USE',
        details: { pid: holder.pid, port: 4321 },
        message: expect.stringContaining(`process ${holder.pid} on port 4321`) as string,
      }),
    );
    expect(readServerFile(runtimePaths(folder).serverFile)?.pid).toBe(holder.pid);
  } finally {
    await holder.kill();
  }
});

test('what kill -9 left behind is no obstacle', async () => {
  const holder = await startHolder();
  await holder.kill();
  const paths = runtimePaths(folder);
  expect(readServerFile(paths.serverFile)?.pid).toBe(holder.pid);
  const lock = lockDataFolder(paths, someInfo());
  expect(readServerFile(paths.serverFile)?.pid).toBe(process.pid);
  lock.release();
});

test('a released folder can be taken again and says no more that somebody is there', () => {
  const paths = runtimePaths(folder);
  lockDataFolder(paths, someInfo()).release();
  expect(existsSync(paths.serverFile)).toBe(false);
  lockDataFolder(paths, someInfo()).release();
});

test('a second lock in the same process is refused too', () => {
  const lock = lockDataFolder(runtimePaths(folder), someInfo());
  expect(() => lockDataFolder(runtimePaths(folder), someInfo())).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_IN_USE' }));
  lock.release();
});

test('what says how to reach the server is for its owner alone', () => {
  const paths = runtimePaths(folder);
  const lock = lockDataFolder(paths, someInfo());
  lock.publish(someInfo({ port: 3001 }));
  expect(statSync(paths.serverFile).mode & 0o777).toBe(0o600);
  expect(statSync(paths.runDir).mode & 0o777).toBe(0o700);
  expect(statSync(paths.keysDir).mode & 0o777).toBe(0o700);
  expect(readServerFile(paths.serverFile)?.port).toBe(3001);
  lock.release();
});

test('a damaged server file is as good as none', () => {
  const paths = runtimePaths(folder);
  writeFileSync(paths.serverFile, '{"pid":');
  expect(readServerFile(paths.serverFile)).toBeNull();
  lockDataFolder(paths, someInfo()).release();
});

test('sockets move to a short path when theirs would be too long', async () => {
  const deep = join(folder, 'd'.repeat(100));
  const paths = runtimePaths(deep, { tempDir: folder });
  expect(paths.socketDir.startsWith(join(folder, 'carrel-'))).toBe(true);
  for (const socket of Object.values(paths.sockets)) expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100);
  expect(runtimePaths(deep, { tempDir: folder })).toEqual(paths);
  expect(runtimePaths(`${deep}x`, { tempDir: folder }).socketDir).not.toBe(paths.socketDir);
  prepareFolders(paths);
  await waitFor('the folder', () => existsSync(paths.socketDir));
  expect(statSync(paths.socketDir).mode & 0o777).toBe(0o700);
});

test('files and index can be kept elsewhere', () => {
  expect(runtimePaths('/srv/carrel', { blobsUri: 'file:///mnt/big/blobs', indexUri: null })).toMatchObject({
    blobsDir: '/mnt/big/blobs',
    indexDir: '/srv/carrel/index',
  });
});

test('sockets stay in the data folder when their path is short enough', () => {
  expect(runtimePaths('/srv/carrel').sockets.api).toBe('/srv/carrel/run/api.sock');
});

test.runIf(process.getuid?.() === 0)('a socket folder that somebody else made is refused', () => {
  const paths = runtimePaths(join(folder, 'd'.repeat(100)), { tempDir: folder });
  mkdirSync(paths.socketDir);
  chownSync(paths.socketDir, 12_345, 12_345);
  expect(() => prepareFolders(paths)).toThrow('expected a folder that belongs to this user');
});
