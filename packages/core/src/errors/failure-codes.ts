import { z } from 'zod';

/**
 * Why a document version ended in `failed` or `quarantined`. A closed list; each has a text in the error catalogue,
 * which also says whether another attempt can help.
 */
export const failureCodes = [
  'EMPTY_TEXT',
  'ENCRYPTED',
  'CORRUPT_FILE',
  'UNSUPPORTED_TYPE',
  'AMBIGUOUS_TYPE',
  'PARSER_TIMEOUT',
  'PARSER_CPU',
  'PARSER_MEMORY',
  'PARSER_OUTPUT',
  'PARSER_CRASHED',
  'PARSER_NOT_ISOLATED',
  'UNPACKED_TOO_LARGE',
  'TOO_MANY_ENTRIES',
  'CORRUPT_BLOB',
  'EMBEDDING_FAILED',
  'INDEX_FAILED',
  'ATTEMPTS_EXHAUSTED',
  'CANCELLED',
] as const;
export const failureCodeSchema = z.enum(failureCodes);
export type FailureCode = (typeof failureCodes)[number];
