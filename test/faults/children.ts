import { commandLine, processTree } from '../bench/support/process-memory.ts';

export const childNames = ['api', 'ingest', 'inference', 'audit'] as const;
export type ChildName = (typeof childNames)[number];

const entries: Readonly<Record<ChildName, string>> = {
  api: 'apps/api/src/main.ts',
  ingest: 'workers/ingest/src/main.ts',
  inference: 'workers/inference/src/main.ts',
  audit: 'workers/audit/src/main.ts',
};

/** The process id of one of the supervisor's children now; null while it is being started again. */
export async function childPid(supervisorPid: number, name: ChildName): Promise<number | null> {
  for (const pid of await processTree(supervisorPid)) {
    if (pid !== supervisorPid && (await commandLine(pid)).includes(entries[name])) return pid;
  }
  return null;
}

/** kill -9. False when the process was not there. */
export async function killChild(supervisorPid: number, name: ChildName): Promise<boolean> {
  const pid = await childPid(supervisorPid, name);
  if (pid === null) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
