import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CarrelError, type FailureCode, type ParsedDocument } from '@carrel/core';
import { checkParsedDocument } from '../document/check-parsed-document.ts';
import { createFrameReader, encodeFrame } from './frames.ts';
import { findNetworkIsolation } from './network-isolation.ts';
import { parseReplySchema, type ParseOrder, type ParseReply } from './protocol.ts';
import { residentBytes } from './resident-memory.ts';

export interface ParserLimits {
  /** From the order to the reply. */
  readonly wallTimeMs: number;
  /** Resident memory of the child. */
  readonly memoryBytes: number;
  /** Extracted text, in UTF-8 at its longest. */
  readonly outputBytes: number;
}

export interface ParserChild {
  /** Orders so far. */
  readonly orders: number;
  readonly isAlive: boolean;
  /** One at a time. @throws a failure code; the signal's reason when it aborts. The child is gone after all but a plain refusal. */
  parse(file: Omit<ParseOrder, 'maxTextChars'>, signal: AbortSignal): Promise<ParsedDocument>;
  end(): void;
}

const entry = fileURLToPath(new URL('./parser-child.ts', import.meta.url));
const memoryCheckMs = 50;
const heapMegabytes = 512;
/** Blocks and line boxes come beside the text: more than ten times of it is not a document any more. */
const replyBytesPerTextByte = 12;

/** Starts a child in a process group and, where possible, a network namespace of its own, with nothing of our environment. */
export async function startParserChild(limits: ParserLimits): Promise<ParserChild> {
  const isolation = await findNetworkIsolation();
  const command = [...isolation, process.execPath, `--max-old-space-size=${heapMegabytes}`, '--disable-warning=ExperimentalWarning', entry];
  const child = spawn(command[0] ?? process.execPath, command.slice(1), { stdio: ['pipe', 'pipe', 'ignore'], detached: true, env: childEnvironment() });
  const reader = createFrameReader(limits.outputBytes * replyBytesPerTextByte);
  let orders = 0;
  let isAlive = true;
  let settle: ((outcome: { readonly reply: ParseReply } | { readonly failure: unknown }) => void) | null = null;

  const kill = () => {
    isAlive = false;
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  const fail = (failure: unknown) => {
    kill();
    settle?.({ failure });
  };
  child.on('error', (error) => fail(new CarrelError('PARSER_CRASHED', { cause: error })));
  child.on('exit', (code, signal) => fail(new CarrelError('PARSER_CRASHED', { message: `The parser ended (${signal ?? code ?? 'unknown'}).` })));
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (bytes: Buffer) => {
    try {
      for (const frame of reader.push(bytes)) settle?.({ reply: parseReplySchema.parse(JSON.parse(frame)) });
    } catch (error) {
      fail(new CarrelError(error instanceof RangeError ? 'PARSER_OUTPUT' : 'PARSER_CRASHED', { cause: error }));
    }
  });

  return {
    get orders() {
      return orders;
    },
    get isAlive() {
      return isAlive;
    },
    end: kill,
    async parse(file, signal) {
      orders += 1;
      const { promise, resolve } = Promise.withResolvers<{ readonly reply: ParseReply } | { readonly failure: unknown }>();
      settle = resolve;
      const limit = (code: FailureCode) => fail(new CarrelError(code, { details: { wallTimeMs: limits.wallTimeMs, memoryBytes: limits.memoryBytes } }));
      const onAbort = () => fail(signal.reason);
      const timer = setTimeout(() => limit('PARSER_TIMEOUT'), limits.wallTimeMs);
      const memory = setInterval(() => void checkMemory(child.pid, limits.memoryBytes, () => limit('PARSER_MEMORY')), memoryCheckMs);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      else if (isAlive) child.stdin.write(encodeFrame({ ...file, maxTextChars: limits.outputBytes }));
      else fail(new CarrelError('PARSER_CRASHED'));
      try {
        return documentOf(await promise);
      } finally {
        settle = null;
        clearTimeout(timer);
        clearInterval(memory);
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

async function checkMemory(pid: number | undefined, limitBytes: number, onExceeded: () => void): Promise<void> {
  const bytes = pid === undefined ? null : await residentBytes(pid);
  if (bytes !== null && bytes > limitBytes) onExceeded();
}

function documentOf(outcome: { readonly reply: ParseReply } | { readonly failure: unknown }): ParsedDocument {
  if ('failure' in outcome) throw outcome.failure;
  const { reply } = outcome;
  if (reply.outcome === 'failed') throw new CarrelError(reply.code, { message: reply.message });
  const problem = checkParsedDocument(reply.document);
  if (problem !== null) throw new CarrelError('PARSER_CRASHED', { message: `The parser's result breaks its promises: ${problem}.` });
  return reply.document;
}

/** A parser needs no setting and no secret of ours. */
function childEnvironment(): Record<string, string> {
  const kept = ['PATH', 'LANG', 'TZ', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(kept.flatMap((name) => { const value = process.env[name]; return value === undefined ? [] : [[name, value]]; }));
}
