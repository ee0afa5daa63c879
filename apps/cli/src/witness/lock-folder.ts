import { open, readFile, rm } from 'node:fs/promises';
import { CarrelError } from '@carrel/core';

/**
 * One process at a time: two witnesses on one state could cosign two logs. What a process left that was killed is taken over.
 * @returns what gives it back.
 * @throws CONFLICT when another process has it.
 */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const pid = Number(await readFile(path, 'utf8').catch(() => ''));
      if (isAlive(pid))
        throw new CarrelError('CONFLICT', { message: `Process ${pid} is a witness with this folder already.`, cause: error });
      await rm(path, { force: true });
    }
  }
  throw new CarrelError('CONFLICT', { message: `Another process has taken ${path}.` });
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
