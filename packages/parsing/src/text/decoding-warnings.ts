import type { ParsedDocument } from '@carrel/core';
import type { DecodedText } from './decode-text.ts';

/** What a curator should know about the bytes of a text. */
export function decodingWarnings({ hasInvalidBytes }: DecodedText): ParsedDocument['warnings'] {
  return hasInvalidBytes ? [{ code: 'INVALID_BYTES' }] : [];
}
