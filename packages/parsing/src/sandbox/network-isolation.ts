import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What goes before a command so that it has no network: a namespace with nothing in it. Empty where there is none. */
export type NetworkIsolation = readonly string[];

let found: Promise<NetworkIsolation> | null = null;

/** Decided once a process: whether an ordinary user may make a network namespace here. */
export function findNetworkIsolation(): Promise<NetworkIsolation> {
  const command = ['unshare', '-rn', '--'];
  found ??= promisify(execFile)('unshare', ['-rn', '--', 'true']).then(
    () => command,
    () => [],
  );
  return found;
}
