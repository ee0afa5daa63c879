import type { ErrorCode } from '@carrel/core';

/** Codes of files that are refused before native code sees them; each has its words in the error catalogue. */
export type ModelFileCode = Extract<ErrorCode, `MODEL_FILE_${string}` | 'MODEL_ARCHITECTURE_UNSUPPORTED'>;

/** What the check looked for and what the file has in its place, in words. */
export interface FormatFacts {
  readonly expected: string;
  readonly found: string;
}

/** Why a file is not a GGUF file that can be loaded. The message completes "The file cannot be loaded: …". */
export class GgufFormatError extends Error {
  readonly code: ModelFileCode;
  readonly facts: FormatFacts;

  constructor(code: ModelFileCode, message: string, facts: FormatFacts) {
    super(message);
    this.name = 'GgufFormatError';
    this.code = code;
    this.facts = facts;
  }
}
