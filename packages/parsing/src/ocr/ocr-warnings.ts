import type { ParsedDocument } from '@carrel/core';

/** Below this, words are wrong often enough that a person should look. */
const lowConfidence = 75;

/** What a curator should know of a page that was read by OCR. */
export function ocrWarnings(page: number, confidence: number): ParsedDocument['warnings'] {
  return [{ code: 'PAGE_READ_BY_OCR', page }, ...(confidence < lowConfidence ? [{ code: 'OCR_LOW_CONFIDENCE', page }] : [])];
}
