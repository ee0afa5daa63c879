import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CarrelError, type FailureCode, type MediaType } from '@carrel/core';
import { createFrameReader, frameHeader } from './frame.ts';
import type { LaunchPrefix } from './launch-prefix.ts';
import { readableFolders } from './readable-folders.ts';
import { watchMemory } from './watch-memory.ts';

export interface ParserLimits {
  /** From the hand-over of the file to the answer. */
  readonly timeoutMs: number;
  /** Resident memory of the child; the JavaScript heap alone is limited to half of it. */
  readonly memoryBytes: number;
  /** Of the answer as JSON: the text (at most 20 MB), its blocks and its lines. */
  readonly answerBytes: number;
}

export interface FileToParse {
  readonly filePath: string;
  readonly fileName: string;
  readonly mediaType: MediaType;
}

/** A child process that parses one file after another. */
export interface ParserChild {
  /** Files handed over so far. */
  readonly fileCount: () => number;
  readonly isAlive: () => boolean;
  /**
   * The child's answer as it came: JSON that nobody has checked. Only one at a time.
   * @throws PARSER_TIMEOUT, PARSER_MEMORY, PARSER_OUTPUT, PARSER_CRASHED; the child is dead then. BLOB_NOT_FOUND. The
   *   signal's reason when it aborts.
   */
  parse(file: FileToParse, signal: AbortSignal): Promise<unknown>;
  /** Kills the child and everything that it started. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets this process end while the child waits for work; `parse` holds it again. */
  unref(): void;
}

const entryPath = fileURLToPath(import.meta.resolve('./child-main.ts'));

export function startParserChild(prefix: LaunchPrefix, limits: ParserLimits, entry = entryPath): ParserChild {
  const child = launch(prefix, limits, entry);
  const [input, errors, answers] = [child.stdin, child.stderr, child.stdio[3]];
  if (input === null || errors === null || !(answers instanceof Readable)) throw new TypeError('The child has no pipes.');
  const group = createProcessGroup(child);
  const lastErrors = keepLast(errors);
  const reader = createFrameReader(limits.answerBytes);
  let fileCount = 0;
  // A child that is dead can be written to no more; what it was asked for fails for a better reason than that.
  input.on('error', () => {});

  const parse = async (file: FileToParse, signal: AbortSignal): Promise<unknown> => {
    signal.throwIfAborted();
    const { size } = await stat(file.filePath).catch((cause: unknown) => {
      throw new CarrelError('BLOB_NOT_FOUND', { cause });
    });
    fileCount += 1;
    for (const handle of [child, input, errors, answers]) if ('ref' in handle && typeof handle.ref === 'function') handle.ref();
    return new Promise((resolve, reject) => {
      const ended = new AbortController();
      const end = (conclude: () => void) => {
        ended.abort();
        clearTimeout(timer);
        stopWatching();
        signal.removeEventListener('abort', onAbort);
        answers.off('data', onData);
        child.off('exit', onExit);
        child.off('error', onExit);
        conclude();
      };
      const stop = (error: unknown) => end(() => void group.kill().then(() => reject(error)));
      const timer = setTimeout(() => stop(failure('PARSER_TIMEOUT', `${limits.timeoutMs} ms`)), limits.timeoutMs);
      const stopWatching = watchMemory(child.pid ?? 0, limits.memoryBytes, () => stop(failure('PARSER_MEMORY', `${limits.memoryBytes} bytes`)));
      const onAbort = () => stop(signal.reason);
      const onExit = () => stop(exitFailure(child, lastErrors()));
      const onData = (bytes: Buffer) => {
        try {
          reader.push(bytes);
          const frame = reader.next();
          if (frame === null) return;
          const answer: unknown = JSON.parse(frame.toString('utf8'));
          end(() => resolve(answer));
        } catch (error) {
          stop(error instanceof RangeError ? failure('PARSER_OUTPUT', `${limits.answerBytes} bytes`) : failure('PARSER_CRASHED', 'an answer in JSON', error));
        }
      };
      signal.addEventListener('abort', onAbort, { once: true });
      answers.on('data', onData);
      child.once('exit', onExit);
      child.once('error', onExit);
      if (!group.isAlive()) return onExit();
      void handOver(file, { sizeBytes: size, input, signal: ended.signal }).catch((error: unknown) => {
        // What is written to a child that is dead fails too, but its end says more.
        if (isReadError(error)) stop(new CarrelError('BLOB_NOT_FOUND', { cause: error }));
      });
    });
  };

  const unref = () => {
    for (const handle of [child, input, errors, answers]) if ('unref' in handle && typeof handle.unref === 'function') handle.unref();
  };
  return { fileCount: () => fileCount, isAlive: group.isAlive, parse, kill: group.kill, unref };
}

function launch(prefix: LaunchPrefix, limits: ParserLimits, entry: string): ChildProcess {
  const heapMib = Math.floor(limits.memoryBytes / 2 / 1024 / 1024);
  const node = [process.execPath, `--max-old-space-size=${heapMib}`, '--permission', ...readableFolders(entry).map((folder) => `--allow-fs-read=${folder}`)];
  const watch = prefix.diesWithParent ? [] : ['--watch-parent'];
  const [program = process.execPath, ...rest] = [...prefix.command, ...node, ...(prefix.diesWithParent ? [] : ['--allow-worker']), entry, ...watch];
  // No environment: nothing in it is a parser's business. A group of its own, so that all of it can be killed at once.
  return spawn(program, rest, { stdio: ['pipe', 'ignore', 'pipe', 'pipe'], env: {}, cwd: '/', detached: true, windowsHide: true });
}

function createProcessGroup(child: ChildProcess) {
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const kill = async () => {
    if (!isOver && child.pid !== undefined) killGroup(child, child.pid);
    await over;
  };
  return { kill, isAlive: () => !isOver };
}

function killGroup(child: ChildProcess, pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Not the leader of a group yet, or a system without groups.
    child.kill('SIGKILL');
  }
}

async function handOver(
  { filePath, fileName, mediaType }: FileToParse,
  { sizeBytes, input, signal }: { readonly sizeBytes: number; readonly input: Writable; readonly signal: AbortSignal },
): Promise<void> {
  const header = Buffer.from(JSON.stringify({ fileName, mediaType }));
  input.write(Buffer.concat([frameHeader(header.length), header, frameHeader(sizeBytes)]));
  if (sizeBytes === 0) return;
  for await (const bytes of createReadStream(filePath, { end: sizeBytes - 1, signal })) {
    if (!input.write(bytes)) await once(input, 'drain', { signal });
  }
}

function isReadError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && (error.syscall === 'open' || error.syscall === 'read');
}

const keptErrorBytes = 4096;

/** The end of what the child says on standard error: why V8 gave up. Never logged, since documents may be quoted in it. */
function keepLast(errors: Readable): () => string {
  let kept = '';
  errors.on('data', (bytes: Buffer) => {
    kept = (kept + bytes.toString('latin1')).slice(-keptErrorBytes);
  });
  return () => kept;
}

function exitFailure({ exitCode, signalCode }: ChildProcess, lastErrors: string): CarrelError {
  const isOutOfMemory = /heap out of memory|Allocation failed|ENOMEM/u.test(lastErrors);
  const end = `exit code ${exitCode ?? 'none'}, signal ${signalCode ?? 'none'}`;
  return new CarrelError(isOutOfMemory ? 'PARSER_MEMORY' : 'PARSER_CRASHED', { message: `The parser's process ended with ${end}.` });
}

function failure(code: Extract<FailureCode, `PARSER_${string}`>, expected: string, cause?: unknown): CarrelError {
  return new CarrelError(code, { message: `The parser did not keep to its limit: ${expected}.`, cause });
}
