import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOrMakeSecret } from '@carrel/audit';
import { CarrelError } from '@carrel/core';
import { systemClock } from '@carrel/runtime';
import { ed25519Key, formatVerifierKey, isKeyName, parseKeyLine, signatureTypes, verifierKey, type VerifierKey } from '@carrel/tlog';
import { createTerminal } from '../output/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { lockFolder } from './lock-folder.ts';
import { createWitnessServer } from './witness-server.ts';
import { openWitnessState } from './witness-state.ts';

export interface WitnessOptions {
  readonly json?: boolean;
  readonly folder?: string;
  readonly trust?: string;
  readonly name?: string;
  readonly port?: string;
  readonly host?: string;
}

const defaultPort = 7_379;

/**
 * `carrel witness`: watches a log from a machine where its operator has no access, and cosigns what has only grown. Needs no
 * data folder: its own folder holds its key and what it has seen. Runs until it is stopped.
 */
export async function witnessCommand(options: WitnessOptions): Promise<void> {
  const { folder = 'witness', name = 'carrel-witness', host = '127.0.0.1' } = options;
  if (options.trust === undefined) throw new UsageError('--trust: name a file with the keys of the logs, as in keys.txt of a log.');
  if (!isKeyName(name)) throw new UsageError('--name: expected a name without white space and "+".');
  const trusted = await readKeys(options.trust);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(join(folder, 'witness.lock'));
  try {
    const terminal = createTerminal(options.json === true);
    const { publicKey, sign } = await ed25519Key(await readOrMakeSecret(join(folder, 'witness.key')));
    const key = verifierKey(name, signatureTypes.cosignatureV1, publicKey);
    const state = await openWitnessState(join(folder, 'witness-state.json'));
    const server = createWitnessServer({
      state,
      key,
      sign,
      trusted,
      nowMs: systemClock.nowMs,
      onCosigned: ({ origin, size }) => terminal.note(`cosigned ${origin} with ${size} entries`),
    });
    server.listen(portOf(options.port), host);
    await once(server, 'listening');
    const address = server.address();
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${typeof address === 'object' && address !== null ? address.port : ''}`;
    const verifier = formatVerifierKey(key);
    if (terminal.isJson) terminal.json({ ready: true, url, key: verifier });
    else
      terminal.text(
        `Witness at ${url}. For the policy of the log:\n\nwitness ${name.replaceAll(/[^A-Za-z0-9_.-]/g, '-')} ${verifier} ${url}\n`,
      );
    await untilStopped();
    server.close();
    server.closeAllConnections();
  } finally {
    await unlock();
  }
}

function portOf(text: string | undefined): number {
  const port = text === undefined ? defaultPort : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port: expected a number up to 65535, got "${text ?? ''}".`);
  return port;
}

async function readKeys(file: string): Promise<readonly VerifierKey[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CarrelError('NOT_FOUND', { message: `There is no file ${file} that can be read.`, cause: error });
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const keys = lines.map(parseKeyLine).filter((key) => key !== null);
  if (keys.length === 0 || keys.length < lines.length) throw new UsageError(`--trust: expected lines such as name+id+key in ${file}.`);
  return keys;
}

async function untilStopped(): Promise<void> {
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  await once(stop.signal, 'abort');
  process.off('SIGINT', end).off('SIGTERM', end);
}
