import { CarrelError, mediaTypes, type MediaType, type ParsedDocument } from '@carrel/core';
import { type ParserChild, type ParserLimits, startParserChild } from './child-process.ts';

export interface ParserPoolOptions {
  /** Children at the same time. */
  readonly maxProcesses: number;
  readonly limits: ParserLimits;
}

export interface FileToParse {
  readonly filePath: string;
  readonly fileName: string;
  readonly mediaType: MediaType;
  readonly signal: AbortSignal;
}

export interface ParserPool {
  /** @throws a failure code of core's list; the signal's reason when it aborts, and the child is gone then. */
  parse(file: FileToParse): Promise<ParsedDocument>;
  /** Ends all children; what they were reading fails. */
  close(): Promise<void>;
}

/** Text formats are simple enough that one child reads several; a PDF or DOCX has a child of its own. */
const filesPerTextChild = 20;

/**
 * Reads files in child processes, so that a file that hangs, crashes or fills the memory harms nothing but its own child.
 * Files beyond `maxProcesses` wait for their turn.
 */
export function createParserPool(options: ParserPoolOptions): ParserPool {
  const idleTextChildren: ParserChild[] = [];
  const running = new Set<ParserChild>();
  const waiting: (() => void)[] = [];
  let free = options.maxProcesses;
  let isClosed = false;

  const enter = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const childFor = async (mediaType: MediaType): Promise<ParserChild> => {
    const idle = isTextFormat(mediaType) ? idleTextChildren.pop() : undefined;
    return idle?.isAlive ? idle : startParserChild(options.limits);
  };
  const giveBack = (child: ParserChild, mediaType: MediaType): void => {
    if (!isClosed && child.isAlive && isTextFormat(mediaType) && child.orders < filesPerTextChild) idleTextChildren.push(child);
    else child.end();
  };

  return {
    async parse({ filePath, fileName, mediaType, signal }) {
      await enter();
      try {
        if (isClosed) throw new CarrelError('STOPPING');
        const child = await childFor(mediaType);
        running.add(child);
        try {
          return await child.parse({ filePath, fileName, mediaType }, signal);
        } finally {
          running.delete(child);
          giveBack(child, mediaType);
        }
      } finally {
        leave();
      }
    },
    async close() {
      isClosed = true;
      for (const child of [...running, ...idleTextChildren]) child.end();
    },
  };
}

function isTextFormat(mediaType: MediaType): boolean {
  return mediaType === mediaTypes.markdown || mediaType === mediaTypes.html || mediaType === mediaTypes.text;
}
