import { CarrelError, createLazy, type FailureCode, isCarrelError, type Logger, type MediaType, type ParsedDocument } from '@carrel/core';
import type { z } from 'zod';
import { checkParsedDocument } from '../document/check-parsed-document.ts';
import { defaultOcrLanguages } from '../ocr/language-data.ts';
import { createSlots } from './create-slots.ts';
import { createIdleChildren } from './idle-children.ts';
import { findLaunchPrefix, type LaunchPrefix, type ParserIsolation } from './launch-prefix.ts';
import { childAnswerSchema } from './parsed-document-schema.ts';
import { startParserChild, type FileToParse, type ParserChild, type ParserChildOptions, type ParserLimits } from './start-parser-child.ts';

export interface ParserPool {
  /**
   * Reads a file into text, in a child process. Waits while all children are busy.
   *
   * @throws PARSER_NOT_ISOLATED, PARSER_TIMEOUT, PARSER_CPU, PARSER_MEMORY, PARSER_OUTPUT, PARSER_CRASHED, CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE,
   *   UNSUPPORTED_TYPE, AMBIGUOUS_TYPE, EMPTY_TEXT; BLOB_NOT_FOUND when the file cannot be read; the signal's reason.
   */
  parse(file: FileToParse & { readonly signal: AbortSignal }): Promise<ParsedDocument>;
  /** What keeps the children from the network on this system; tried once. */
  isolation(): Promise<ParserIsolation>;
  /** Kills every child; what is being parsed fails with PARSER_CRASHED. */
  close(): Promise<void>;
}

export interface ParserPoolDeps {
  readonly logger: Logger;
  /** Called when a file, or its child, went beyond a limit. */
  readonly onLimit?: (limit: ParserLimit) => void;
  /** Another way to find out what the system offers, for tests. */
  readonly findPrefix?: () => Promise<LaunchPrefix>;
  /** Another way to start children, for tests of the limits. */
  readonly startChild?: (prefix: LaunchPrefix, limits: ParserLimits, options: ParserChildOptions) => ParserChild;
}

export interface ParserPoolOptions {
  /** Children at work at one time. */
  readonly maxChildren: number;
  /** Text files that one child parses before it is replaced. All others have a child each. */
  readonly filesPerChild?: number;
  /** How long a child waits for the next text file. */
  readonly idleMs?: number;
  readonly limits?: Partial<ParserLimits>;
  /** Languages of text in pictures, as Tesseract names them; none: pictures are not read. */
  readonly ocrLanguages?: readonly string[];
  /** Whether files are read only by children that have no network. */
  readonly isIsolationRequired?: boolean;
}

/** trust.md §4.1. */
const defaultLimits: ParserLimits = {
  timeoutMs: 120_000,
  cpuMs: 60_000,
  totalTimeoutMs: 20 * 60_000,
  memoryBytes: 1024 * 1024 * 1024,
  answerBytes: 128 * 1024 * 1024,
};
/** A child reads its first files at a third of its speed, until the engine has compiled what it uses: measured 27 ms a page of 7 KB with 20, 14 with 100, 5 at best. */
const defaultFilesPerChild = 500;
const defaultIdleMs = 5_000;

/**
 * Parses files in child processes, none of which can do harm to more than its own file: no network and no files where the
 * system can see to it, no environment, a limit on time, memory and answer, and an end with the parent, however that ends.
 */
export function createParserPool(
  { logger, onLimit = () => {}, findPrefix = findLaunchPrefix, startChild = startParserChild }: ParserPoolDeps,
  options: ParserPoolOptions,
): ParserPool {
  const limits = { ...defaultLimits, ...options.limits };
  const filesPerChild = options.filesPerChild ?? defaultFilesPerChild;
  const children = new Set<ParserChild>();
  const slots = createSlots(options.maxChildren);
  let isClosed = false;
  const prefix = createLazy(() => reported(findPrefix(), logger));

  const retire = async (child: ParserChild) => {
    await child.kill();
    children.delete(child);
  };
  const idle = createIdleChildren(options.idleMs ?? defaultIdleMs, (child) => void retire(child));

  const start = async (canReadPictures: boolean): Promise<ParserChild> => {
    const wrapped = await prefix.get();
    if (options.isIsolationRequired === true && wrapped.isolation === 'none') throw new CarrelError('PARSER_NOT_ISOLATED');
    if (isClosed) throw new CarrelError('PARSER_CRASHED', { message: 'The parser pool is closed.' });
    const child = startChild(wrapped, limits, { canReadPictures });
    children.add(child);
    return child;
  };

  const parseIn = async (child: ParserChild, file: FileToParse, signal: AbortSignal): Promise<Outcome> => {
    let isWell = false;
    try {
      const outcome = outcomeOf(await child.parse(file, signal));
      isWell = true;
      return outcome;
    } finally {
      if (isWell && !isClosed && isRecycled(file.mediaType) && child.fileCount() < filesPerChild) idle.keep(child);
      // Nothing waits for the end of a child that has answered; `close` does.
      else void retire(child);
    }
  };

  const parseInAny = async (file: FileToParse, signal: AbortSignal): Promise<Outcome> => {
    const used = isRecycled(file.mediaType) ? idle.take() : null;
    if (used === null) return parseIn(await start(!isRecycled(file.mediaType)), file, signal);
    try {
      return await parseIn(used, file, signal);
    } catch (error) {
      // What ends a used child may come from the files before this one.
      if (!isChildFailure(error)) throw error;
      return parseIn(await start(false), file, signal);
    }
  };

  const { ocrLanguages = defaultOcrLanguages } = options;

  const parse: ParserPool['parse'] = async ({ signal, ...named }) => {
    const file = { ...named, ocrLanguages };
    await slots.acquire(signal);
    try {
      const outcome = await parseInAny(file, signal);
      if (outcome.type === 'failed') throw new CarrelError(outcome.code, { message: outcome.message });
      return outcome.document;
    } catch (error) {
      const limit = isCarrelError(error) ? limitOf.get(error.code) : undefined;
      if (limit !== undefined) onLimit(limit);
      throw error;
    } finally {
      slots.release();
    }
  };

  const close = async () => {
    isClosed = true;
    idle.clear();
    await Promise.all([...children].map(retire));
  };

  return { parse, isolation: async () => (await prefix.get()).isolation, close };
}

/** Limits as metrics name them. */
export type ParserLimit = 'wall-time' | 'cpu' | 'memory' | 'output' | 'unpacked-size' | 'entries';

const limitOf: ReadonlyMap<string, ParserLimit> = new Map<FailureCode, ParserLimit>([
  ['PARSER_TIMEOUT', 'wall-time'],
  ['PARSER_CPU', 'cpu'],
  ['PARSER_MEMORY', 'memory'],
  ['PARSER_OUTPUT', 'output'],
  ['UNPACKED_TOO_LARGE', 'unpacked-size'],
  ['TOO_MANY_ENTRIES', 'entries'],
]);

async function reported(finding: Promise<LaunchPrefix>, logger: Logger): Promise<LaunchPrefix> {
  const found = await finding;
  const outcome = found.isolation === 'none' ? 'network-not-blocked' : 'no-network';
  logger.info('parser-pool.ready', { method: found.diesWithParent ? 'death-signal' : 'watch-thread', outcome });
  return found;
}

type Outcome = z.infer<typeof childAnswerSchema>;

/** What a child answered, once it is checked. @throws PARSER_CRASHED when it makes no sense. */
function outcomeOf(answer: unknown): Outcome {
  const checked = childAnswerSchema.safeParse(answer);
  // The problem is not quoted: it could hold text of the document.
  if (!checked.success) throw new CarrelError('PARSER_CRASHED', { message: "The parser's answer does not have the expected form." });
  const problem = checked.data.type === 'parsed' ? checkParsedDocument(checked.data.document) : null;
  if (problem !== null) throw new CarrelError('PARSER_CRASHED', { message: `The parser's answer is wrong: ${problem}.` });
  return checked.data;
}

function isRecycled(mediaType: MediaType): boolean {
  return mediaType.startsWith('text/');
}

function isChildFailure(error: unknown): boolean {
  return error instanceof CarrelError && ['PARSER_CRASHED', 'PARSER_MEMORY', 'PARSER_CPU'].includes(error.code);
}
