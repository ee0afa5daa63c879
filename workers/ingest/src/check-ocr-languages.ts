import { CarrelError } from '@carrel/core';
import { hasLanguageData } from '@carrel/parsing';

/** A language that cannot be read is said at the start, not with the first scan. @throws INVALID_CONFIGURATION. */
export function checkOcrLanguages(languages: readonly string[]): void {
  const missing = languages.filter((code) => !hasLanguageData(code));
  if (missing.length === 0) return;
  throw new CarrelError('INVALID_CONFIGURATION', {
    message: `CARREL_OCR_LANGUAGES: expected languages whose package @tesseract.js-data/CODE is installed, not found: ${missing.join(', ')}`,
  });
}
