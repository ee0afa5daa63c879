import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProgress } from './progress.mjs';

/**
 * Runs the work while no other process does the same on this folder. The holder's pid lies in the lock, so that a lock whose
 * holder is gone is no obstacle.
 */
export async function withFolderLock(path, waitingLabel, work) {
  mkdirSync(dirname(path), { recursive: true });
  const progress = createProgress(waitingLabel);
  while (!take(path)) {
    const pid = holderOf(path);
    if (pid !== null && !isAlive(pid)) rmSync(path, { recursive: true, force: true });
    else progress.update(null, pid === null ? 'by another process' : `by process ${pid}`);
    await sleep(500);
  }
  progress.clear();
  const release = () => rmSync(path, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

function take(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'pid'), String(process.pid));
  return true;
}

function holderOf(path) {
  try {
    return Number(readFileSync(join(path, 'pid'), 'utf8')) || null;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
