import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';

export interface LaunchPrefix {
  /** Program and arguments that stand before the command; none where the system has nothing to offer. */
  readonly command: readonly string[];
  readonly hasNoNetwork: boolean;
  /** The system kills the child when its parent dies. */
  readonly diesWithParent: boolean;
}

const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const probeTimeoutMs = 5_000;

/**
 * What this system can wrap a child in, found out by trying: a network namespace without a way out (`unshare -rn`), and
 * the signal that the kernel sends when the parent dies (`setpriv --pdeathsig`, util-linux 2.33). Both replace themselves
 * by the command, so the child keeps its process id. Containers often allow only the second, other systems neither.
 */
export async function findLaunchPrefix(): Promise<LaunchPrefix> {
  const [unshare, setpriv] = process.platform === 'linux' ? await Promise.all([find('unshare'), find('setpriv')]) : [null, null];
  const noNetwork = unshare === null ? [] : [unshare, '--map-root-user', '--net'];
  const deathSignal = setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL'];
  const candidates: LaunchPrefix[] = [
    { command: [...noNetwork, ...deathSignal], hasNoNetwork: noNetwork.length > 0, diesWithParent: deathSignal.length > 0 },
    { command: deathSignal, hasNoNetwork: false, diesWithParent: true },
    { command: noNetwork, hasNoNetwork: true, diesWithParent: false },
  ];
  for (const candidate of candidates) if (candidate.command.length > 0 && (await works(candidate.command))) return candidate;
  return { command: [], hasNoNetwork: false, diesWithParent: false };
}

async function find(program: string): Promise<string | null> {
  for (const folder of folders) {
    const path = `${folder}/${program}`;
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return null;
}

function works([program = '', ...rest]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...rest, process.execPath, '--version'], {
      stdio: 'ignore',
      env: {},
      timeout: probeTimeoutMs,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
