import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';

/** What keeps parsers from the network; `none`: the system offers nothing, and the container has to see to it. */
export type ParserIsolation = 'network-namespace' | 'bubblewrap' | 'none';

export interface LaunchPrefix {
  /** Program and arguments that stand before the command; none where the system has nothing to offer. */
  readonly command: readonly string[];
  readonly isolation: ParserIsolation;
  /** The system kills the child when its parent dies. */
  readonly diesWithParent: boolean;
}

const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
/** On a machine that is busy with all its children, a start takes seconds. */
const probeTimeoutMs = 20_000;

/**
 * What this system can wrap a child in, found out by trying: a network namespace without a way out (`unshare -rn`) with
 * the signal that the kernel sends when the parent dies (`setpriv --pdeathsig`, util-linux 2.33), else Bubblewrap, which
 * does both and may have rights of its own where ordinary users have none. Containers often allow only the signal, other
 * systems nothing.
 */
export async function findLaunchPrefix(): Promise<LaunchPrefix> {
  const [unshare, setpriv, bwrap] =
    process.platform === 'linux' ? await Promise.all([find('unshare'), find('setpriv'), find('bwrap')]) : [null, null, null];
  for (const candidate of launchCandidates({ unshare, setpriv, bwrap })) if (await works(candidate.command)) return candidate;
  return { command: [], isolation: 'none', diesWithParent: false };
}

/** The ways to start a child with these programs, the best first. */
export function launchCandidates({
  unshare,
  setpriv,
  bwrap,
}: {
  readonly unshare: string | null;
  readonly setpriv: string | null;
  readonly bwrap: string | null;
}): LaunchPrefix[] {
  const noNetwork = unshare === null ? [] : [unshare, '--map-root-user', '--net'];
  const deathSignal = setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL'];
  const candidates: LaunchPrefix[] = [
    { command: unshare === null ? [] : [...noNetwork, ...deathSignal], isolation: 'network-namespace', diesWithParent: setpriv !== null },
    { command: bwrap === null ? [] : [bwrap, ...bubblewrapArguments], isolation: 'bubblewrap', diesWithParent: true },
    { command: noNetwork, isolation: 'network-namespace', diesWithParent: false },
    { command: deathSignal, isolation: 'none', diesWithParent: true },
  ];
  return candidates.filter(({ command }) => command.length > 0);
}

/** The file system as it is, but not to be written to, and nothing to talk to. Node itself refuses all files but code. */
const bubblewrapArguments = '--unshare-net --unshare-ipc --unshare-uts --die-with-parent --ro-bind / / --dev /dev --proc /proc --'.split(
  ' ',
);

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
