import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type CarrelClient, createCarrelClient } from '@carrel/contract';
import { Agent, fetch as fetchThrough, install } from 'undici';

// `FormData` and `fetch` must come from one implementation, or an upload is sent as text.
install();

export const repositoryRoot = join(import.meta.dirname, '..', '..');
export const carrelCommand = join(repositoryRoot, 'apps', 'cli', 'bin', 'carrel.mjs');

export interface CarrelProcess {
  /** Of the page and the API. */
  readonly url: string;
  /** The one-time link of this start. */
  readonly signInUrl: string;
  readonly dataDir: string;
  /** Of the supervisor. */
  readonly pid: number;
  /** Acts as the owner of the data folder, through the Unix socket. */
  readonly client: CarrelClient;
  /** What was written to standard error so far. */
  log(): string;
  /** SIGTERM, and waits for the end. The data folder stays when it was given. */
  stop(): Promise<void>;
  /** kill -9 of the supervisor, and waits for its end. */
  kill(): Promise<void>;
}

export interface CarrelOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Undefined: a temporary one, removed by `stop`. */
  readonly dataDir?: string;
  readonly isSampleLoaded?: boolean;
  readonly startTimeoutMs?: number;
}

/** Starts a whole Carrel on a free port and a data folder of its own, and waits until it is ready. */
export async function startCarrel(options: CarrelOptions = {}): Promise<CarrelProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'carrel-')));
  const port = await freePort();
  const args = ['up', '--json', '--port', String(port), '--data', dataDir, ...(options.isSampleLoaded ? [] : ['--no-sample'])];
  const child = spawn(process.execPath, [carrelCommand, ...args], {
    env: { ...withoutCarrelSettings(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const removeFolder = async () => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
  };
  try {
    const ready = await readyLine(child, options.startTimeoutMs ?? 60_000);
    const { client, close } = await socketClient(dataDir);
    return {
      ...ready,
      dataDir,
      pid: child.pid ?? -1,
      client,
      log: () => log,
      async stop() {
        await close();
        await end('SIGTERM');
        await removeFolder();
      },
      async kill() {
        await close();
        await end('SIGKILL');
      },
    };
  } catch (error) {
    await end('SIGKILL');
    await removeFolder();
    throw new Error(`Carrel did not start. Its log:\n${log.slice(-4000)}`, { cause: error });
  }
}

async function readyLine(child: ChildProcess, timeoutMs: number): Promise<{ url: string; signInUrl: string }> {
  if (child.stdout === null) throw new Error('No standard output.');
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(timeoutMs);
  const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error(`It ended with status ${child.exitCode}.`)));
  const line: unknown = await Promise.race([once(lines, 'line', { signal }).then(([first]): unknown => JSON.parse(String(first))), ended]);
  // Later lines are read and dropped, so that the pipe never fills.
  if (typeof line === 'object' && line !== null && 'ready' in line && line.ready === true && 'url' in line) {
    return { url: String(line.url), signInUrl: 'signInUrl' in line ? String(line.signInUrl) : '' };
  }
  throw new Error(`Expected the ready line, got ${JSON.stringify(line)}`);
}

/** A client on the data folder's Unix socket: the owner's rights, no sign-in. */
async function socketClient(dataDir: string): Promise<{ client: CarrelClient; close: () => Promise<void> }> {
  const server: unknown = JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8'));
  return clientOfSocket(typeof server === 'object' && server !== null && 'socketPath' in server ? String(server.socketPath) : '');
}

/** A client on the API's Unix socket. */
export function clientOfSocket(socketPath: string): { client: CarrelClient; close: () => Promise<void> } {
  const agent = new Agent({ connect: { socketPath } });
  // The two fetches have the same shape; their types come from two declarations.
  const viaSocket = async (url: string, init: RequestInit) =>
    (await fetchThrough(url, { ...init, dispatcher: agent } as never)) as unknown as Response;
  return { client: createCarrelClient({ baseUrl: 'http://carrel', fetch: viaSocket }), close: () => agent.destroy() };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

/** The settings of whoever runs the tests must not reach what is tested. */
function withoutCarrelSettings(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARREL_') && name !== 'NODE_ENV'));
}
