import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What is read when nobody says otherwise; both come with Carrel. */
export const defaultOcrLanguages: readonly string[] = ['eng', 'deu'];

/** Whether the data of this language (ISO 639-2, as Tesseract names it) is installed: the package `@tesseract.js-data/CODE`. */
export function hasLanguageData(code: string): boolean {
  try {
    return existsSync(dataFileOf(code));
  } catch {
    // Not installed: the answer, not a failure.
    return false;
  }
}

/** Where the model of a language lies. @throws Error when it is not installed. */
export function languageFolder(code: string): string {
  return dirname(dataFileOf(code));
}

/** The model of a language, unpacked. @throws Error when it is not installed. */
export function readLanguageData(code: string): Uint8Array {
  return gunzipSync(readFileSync(dataFileOf(code)));
}

function dataFileOf(code: string): string {
  if (!/^[a-z]{3}(?:_[a-z]{2,8})?$/u.test(code)) throw new Error('Expected the code of a language, like "eng".');
  const manifest = createRequire(import.meta.url).resolve(`@tesseract.js-data/${code}/package.json`);
  return join(dirname(manifest), '4.0.0_best_int', `${code}.traineddata.gz`);
}
