import type { FailureCode } from '@carrel/core';

export interface ReadFailureOptions {
  /** For operators. Never text of the document. */
  readonly message?: string;
  readonly cause?: unknown;
}

/**
 * Why a file cannot be read. `parseFile` and the pool make a CarrelError of it. The parsers themselves run in children that
 * are started for a single file, and load nothing that they do not need: the schemas of core cost half of their start.
 */
export class ReadFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, { message, cause }: ReadFailureOptions = {}) {
    super(message ?? code, cause === undefined ? undefined : { cause });
    this.name = 'ReadFailure';
    this.code = code;
  }
}
