import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { ChildDefinition } from './child-definition.ts';

/**
 * Each child leads a process group of its own: a terminal's Ctrl-C reaches only the supervisor, which passes it on in order,
 * and the whole group can be ended together. What children print goes to standard error.
 */
export function forkGroup(definition: ChildDefinition): ChildProcess {
  return fork(definition.entryPath, [...(definition.args ?? [])], {
    execPath: process.execPath,
    execArgv: [...(definition.nodeArgs ?? [])],
    env: { ...definition.environment },
    detached: true,
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}

/** SIGKILL to the process and whatever it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
