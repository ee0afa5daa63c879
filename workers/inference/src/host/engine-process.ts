import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CarrelError } from '@carrel/core';
import type { EngineCommand, EngineEvent, EngineReply, LoadCommand, LoadedEvent, Urgency } from '../engine/engine-protocol.ts';
import { engineEventSchema } from '../engine/engine-protocol.ts';
import type { RequestOptions, RequestTable } from './request-table.ts';
import { createRequestTable } from './request-table.ts';

type EngineRequest = Extract<EngineCommand, { readonly type: 'embed' | 'tokenize' | 'generate' }>;
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
/** A request without its id, which the process gives it. */
export type EngineCall = DistributiveOmit<EngineRequest, 'id'>;

export interface EngineProcess {
  readonly pid: number | undefined;
  /** Resolves with what was loaded. @throws MODEL_LOAD_FAILED with a readable reason; also when the process dies of it. */
  readonly loaded: Promise<LoadedEvent>;
  /** Resolves when the process is gone, with words for how. */
  readonly exited: Promise<string>;
  /**
   * Sends a request and gives each reply to `onReply`. Resolves when the engine is done with it and its place is free.
   * Aborting cancels it. @throws CarrelError as the engine says; MODEL_UNAVAILABLE when the process dies; the signal's reason.
   */
  call(call: EngineCall, options: RequestOptions): Promise<void>;
  setThreadLimit(threads: number, seq: number): void;
  /** Ends the process at once; nothing in it needs saving. */
  kill(): void;
}

export interface EngineProcessOptions {
  readonly load: Omit<LoadCommand, 'type'>;
  /** Environment of the process: nothing secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** A request that has had no sign of life for so long is stuck in native code: the process is ended. */
  readonly stallTimeoutMs: number;
}

export interface EngineProcessDeps {
  readonly threads: {
    readonly wanted: (threads: number, urgency: Urgency) => void;
    readonly held: (threads: number, seq: number) => void;
  };
}

const enginePath = fileURLToPath(new URL('../engine/engine-main.ts', import.meta.url));
const keptErrorChars = 2_000;

/** Starts the process and loads the model in it. */
export function startEngineProcess(deps: EngineProcessDeps, options: EngineProcessOptions): EngineProcess {
  const child = fork(enginePath, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...options.environment, GGML_NO_BACKTRACE: '1' },
  });
  const loaded = Promise.withResolvers<LoadedEvent>();
  const exited = watchExit(child);
  const send = (command: EngineCommand): void => {
    if (child.connected) child.send(command, () => undefined);
  };
  const kill = () => void child.kill('SIGKILL');
  const requests = createRequestTable({ cancel: (id) => send({ type: 'cancel', id }), stalled: kill }, options);

  child.on('message', (message) => {
    requests.heard();
    handleEvent(engineEventSchema.parse(message), { threads: deps.threads, requests, loaded });
  });
  void exited.then((how) => {
    loaded.reject(new CarrelError('MODEL_LOAD_FAILED', { message: how }));
    requests.settleAll(new CarrelError('MODEL_UNAVAILABLE', { message: `the engine stopped in the middle of the request: ${how}` }));
  });
  loaded.promise.catch(() => undefined);
  send({ type: 'load', ...options.load });

  return {
    pid: child.pid,
    loaded: loaded.promise,
    exited,
    call: async (call, callOptions) => {
      if (!child.connected) throw new CarrelError('MODEL_UNAVAILABLE', { message: 'the engine is not running' });
      await requests.open((id) => send({ ...call, id }), callOptions);
    },
    setThreadLimit: (threads, seq) => send({ type: 'threads-limit', threads, seq }),
    kill,
  };
}

interface EventTargets extends EngineProcessDeps {
  readonly requests: RequestTable;
  readonly loaded: PromiseWithResolvers<LoadedEvent>;
}

function handleEvent(event: EngineEvent, { threads, requests, loaded }: EventTargets): void {
  if ('id' in event) return handleReply(event, requests);
  switch (event.type) {
    case 'loaded':
      return loaded.resolve(event);
    case 'load-failed':
      return loaded.reject(new CarrelError('MODEL_LOAD_FAILED', { message: event.message }));
    case 'threads-wanted':
      return threads.wanted(event.threads, event.urgency);
    case 'threads-held':
      return threads.held(event.threads, event.seq);
  }
}

function handleReply(reply: EngineReply, requests: RequestTable): void {
  if (reply.type === 'failed') return requests.settle(reply.id, new CarrelError(reply.code, { message: reply.message }));
  if (reply.type === 'cancelled') return requests.settle(reply.id, new CarrelError('CLIENT_CLOSED'));
  requests.reply(reply.id, reply);
  if (reply.type === 'embedded' || reply.type === 'tokenized' || reply.type === 'finished') requests.settle(reply.id, null);
}

/** How the process ended, in words. llama.cpp's last words on its standard error name source lines and checks, no content. */
function watchExit(child: ChildProcess): Promise<string> {
  let lastWords = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    lastWords = `${lastWords}${text}`.slice(-keptErrorChars);
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once('error', (error) => resolve(`its process could not be started (${error.message})`));
  child.once('close', (code, signal) => {
    const how = signal === null ? `with exit status ${code ?? 'unknown'}` : `by ${signal}`;
    const said = lastLine(lastWords);
    resolve(`its process was ended ${how}${said === '' ? '' : `: ${said}`}`);
  });
  return promise;
}

function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const telling =
    lines.find((line) => /GGML_ASSERT|terminate called|what\(\)|Error:/.test(line)) ?? lines.findLast((line) => line !== '') ?? '';
  return telling.replace(/^.*\/(?=[^/]+:\d+: )/, '').slice(0, 300);
}
