import { CarrelError, type ParsedDocument } from '@carrel/core';
import { readDocument, type ParseInput } from './read-document.ts';
import { ReadFailure } from './read-failure.ts';

/**
 * Reads a file into text, in this process: nothing here limits time or memory. `createParserPool` does, and is what a
 * server uses.
 *
 * @throws EMPTY_TEXT, ENCRYPTED, CORRUPT_FILE, UNSUPPORTED_TYPE, AMBIGUOUS_TYPE, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parseFile(input: ParseInput): Promise<ParsedDocument> {
  try {
    return await readDocument(input);
  } catch (error) {
    if (error instanceof ReadFailure) throw new CarrelError(error.code, { message: error.message, cause: error });
    throw error;
  }
}
