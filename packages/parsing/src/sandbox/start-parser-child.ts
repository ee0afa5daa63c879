import { spawn, type ChildProcess } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CarrelError, isMissingFile, type MediaType } from '@carrel/core';
import { abortReason } from './abort-reason.ts';
import { createFrameReader, frameHeader, type FrameReader } from './frame.ts';
import type { LaunchPrefix } from './launch-prefix.ts';
import { parentArgument } from './parent-of.ts';
import { readableFolders } from './readable-folders.ts';
import { watchUse } from './watch-use.ts';

export interface ParserLimits {
  /** From the hand-over of the file to the answer, or from one page read by OCR to the next. */
  readonly timeoutMs: number;
  /** From the hand-over to the answer, with all pages that are read by OCR. */
  readonly totalTimeoutMs: number;
  /** Processor time from the hand-over, or from one page read by OCR to the next. */
  readonly cpuMs: number;
  /** Resident memory of the child; the JavaScript heap alone is limited to half of it. */
  readonly memoryBytes: number;
  /** Of the answer as JSON: the text (at most 20 MB), its blocks and its lines. */
  readonly answerBytes: number;
}

export interface FileToParse {
  readonly filePath: string;
  readonly fileName: string;
  readonly mediaType: MediaType;
  /** Languages of text in pictures, as Tesseract names them; none: pictures are not read. */
  readonly ocrLanguages?: readonly string[];
}

export interface ParserChildOptions {
  /** Tesseract runs in a thread, and pages are drawn by a native canvas: both need a permission that readers of text do not. */
  readonly canReadPictures: boolean;
  readonly entry?: string;
}

/** A child process that parses one file after another. */
export interface ParserChild {
  /** Files handed over so far. */
  readonly fileCount: () => number;
  readonly isAlive: () => boolean;
  /**
   * The child's answer as it came: JSON that nobody has checked. Only one at a time.
   * @throws PARSER_TIMEOUT, PARSER_CPU, PARSER_MEMORY, PARSER_OUTPUT, PARSER_CRASHED; the child is dead then. BLOB_NOT_FOUND. The
   *   signal's reason when it aborts.
   */
  parse(file: FileToParse, signal: AbortSignal): Promise<unknown>;
  /** Kills the child and everything that it started. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets this process end while the child waits for work; `parse` holds it again. */
  unref(): void;
}

const entryPath = fileURLToPath(import.meta.resolve('./child-main.ts'));

export function startParserChild(prefix: LaunchPrefix, limits: ParserLimits, options: ParserChildOptions): ParserChild {
  const child = launch(prefix, limits, options);
  const pipes = pipesOf(child);
  const group = createProcessGroup(child);
  const lastErrors = keepLast(pipes.errors);
  const reader = createFrameReader(limits.answerBytes);
  let fileCount = 0;

  const parse = async (file: FileToParse, signal: AbortSignal): Promise<unknown> => {
    signal.throwIfAborted();
    const sizeBytes = await sizeOf(file.filePath);
    fileCount += 1;
    setHeld([child, pipes.input, pipes.errors, pipes.answers], true);
    const ended = new AbortController();
    try {
      return await new Promise<unknown>((resolve, reject) => {
        const on = listenUntil(ended.signal);
        const timer = startTimer(limits, (passedMs) => reject(limitFailure('PARSER_TIMEOUT', `${passedMs} ms`)));
        const use = watchUse(child.pid ?? 0, limits, (limit) =>
          reject(
            limit === 'cpuMs'
              ? limitFailure('PARSER_CPU', `${limits.cpuMs} ms of processor time`)
              : limitFailure('PARSER_MEMORY', `${limits.memoryBytes} bytes`),
          ),
        );
        ended.signal.addEventListener('abort', () => (timer.stop(), use.stop()));
        signal.addEventListener('abort', () => reject(abortReason(signal)), { signal: ended.signal });
        on(pipes.answers, 'data', (bytes: Buffer) => {
          try {
            for (const answer of readAnswers(reader, bytes, limits.answerBytes)) {
              if (!isWorking(answer)) resolve(answer);
              else {
                timer.restart();
                use.restart();
              }
            }
          } catch (error) {
            reject(error instanceof Error ? error : new TypeError('The answer cannot be read.'));
          }
        });
        const onEnd = () => reject(exitFailure(child, lastErrors()));
        on(child, 'exit', onEnd);
        on(child, 'error', onEnd);
        if (!group.isAlive()) onEnd();
        // What is written to a child that is dead fails too, but its end says more.
        handOver(file, { sizeBytes, input: pipes.input, signal: ended.signal }).catch((error: unknown) =>
          isReadError(error) ? reject(readFailure(error)) : undefined,
        );
      });
    } catch (error) {
      await group.kill();
      throw error;
    } finally {
      ended.abort();
    }
  };

  const unref = () => setHeld([child, pipes.input, pipes.errors, pipes.answers], false);
  return { fileCount: () => fileCount, isAlive: group.isAlive, parse, kill: group.kill, unref };
}

function pipesOf(child: ChildProcess): { readonly input: Writable; readonly errors: Readable; readonly answers: Readable } {
  const [input, errors, answers] = [child.stdin, child.stderr, child.stdio[3]];
  if (input === null || errors === null || !(answers instanceof Readable)) throw new TypeError('The child has no pipes.');
  // A child that is dead can be written to no more; what it was asked for fails for a better reason than that.
  input.on('error', () => {});
  return { input, errors, answers };
}

/** Whether this process stays alive for these. */
function setHeld(handles: readonly object[], isHeld: boolean): void {
  const method = isHeld ? 'ref' : 'unref';
  for (const handle of handles) {
    const change: unknown = Reflect.get(handle, method);
    if (typeof change === 'function') Reflect.apply(change, handle, []);
  }
}

/** Adds listeners that go away when the signal aborts. */
function listenUntil(signal: AbortSignal) {
  return <Value>(emitter: EventEmitter, event: string, listener: (value: Value) => void) => {
    emitter.on(event, listener);
    signal.addEventListener('abort', () => emitter.off(event, listener));
  };
}

async function sizeOf(filePath: string): Promise<number> {
  try {
    return (await stat(filePath)).size;
  } catch (error) {
    throw readFailure(error);
  }
}

/** A file that is not there says something of the document; what else can happen to a disk may pass. */
function readFailure<Failure>(error: Failure): Failure | CarrelError {
  return isMissingFile(error) ? new CarrelError('BLOB_NOT_FOUND', { cause: error }) : error;
}

/** Ends the wait for a child that says nothing for too long, or goes on for too long. */
function startTimer({ timeoutMs, totalTimeoutMs }: ParserLimits, onTimeout: (passedMs: number) => void) {
  const total = setTimeout(() => onTimeout(totalTimeoutMs), totalTimeoutMs);
  const start = () => setTimeout(() => onTimeout(timeoutMs), timeoutMs);
  let step = start();
  const restart = () => {
    clearTimeout(step);
    step = start();
  };
  const stop = () => {
    clearTimeout(step);
    clearTimeout(total);
  };
  return { restart, stop };
}

function isWorking(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'type' in answer && answer.type === 'working';
}

/** The answers that are whole by now. @throws PARSER_OUTPUT when one is too long, PARSER_CRASHED when one is no JSON. */
function readAnswers(reader: FrameReader, bytes: Buffer, maxBytes: number): unknown[] {
  const answers: unknown[] = [];
  try {
    reader.push(bytes);
    for (let frame = reader.next(); frame !== null; frame = reader.next()) answers.push(JSON.parse(frame.toString('utf8')));
    return answers;
  } catch (error) {
    if (error instanceof RangeError) throw limitFailure('PARSER_OUTPUT', `${maxBytes} bytes`);
    throw new CarrelError('PARSER_CRASHED', { message: "The parser's answer is not JSON." });
  }
}

function launch(prefix: LaunchPrefix, limits: ParserLimits, { canReadPictures, entry = entryPath }: ParserChildOptions): ChildProcess {
  const heapMib = Math.floor(limits.memoryBytes / 2 / 1024 / 1024);
  const node = [
    process.execPath,
    `--max-old-space-size=${heapMib}`,
    '--permission',
    ...readableFolders(entry).map((folder) => `--allow-fs-read=${folder}`),
  ];
  // Bubblewrap stays between: the child's parent is not this process.
  const parentPid = prefix.isolation === 'bubblewrap' ? 0 : process.pid;
  const parent = [`${parentArgument}${parentPid}`, ...(prefix.diesWithParent ? [] : ['--watch-parent'])];
  const [program = process.execPath, ...rest] = [
    ...prefix.command,
    ...node,
    ...(prefix.diesWithParent && !canReadPictures ? [] : ['--allow-worker']),
    ...(canReadPictures ? ['--allow-addons'] : []),
    entry,
    ...parent,
  ];
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
  { filePath, fileName, mediaType, ocrLanguages }: FileToParse,
  { sizeBytes, input, signal }: { readonly sizeBytes: number; readonly input: Writable; readonly signal: AbortSignal },
): Promise<void> {
  const header = Buffer.from(JSON.stringify({ fileName, mediaType, ocrLanguages }));
  input.write(Buffer.concat([frameHeader(header.length), header, frameHeader(sizeBytes)]));
  if (sizeBytes === 0) return;
  for await (const bytes of createReadStream(filePath, { end: sizeBytes - 1, signal })) {
    if (!input.write(bytes)) await once(input, 'drain', { signal });
  }
}

function isReadError(error: unknown): error is Error {
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

function limitFailure(code: 'PARSER_TIMEOUT' | 'PARSER_CPU' | 'PARSER_MEMORY' | 'PARSER_OUTPUT', limit: string): CarrelError {
  return new CarrelError(code, { message: `The parser went beyond its limit of ${limit}.` });
}
