import { appendFileSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Test data beside the repository, read-only: `sharedPath('models')`. It may not be there: ask `needsFile`. */
export function sharedPath(...parts: readonly string[]): string {
  return fileURLToPath(new URL(['../../../shared', ...parts].join('/'), import.meta.url));
}

/**
 * For what a machine may lack (a database, a browser, files beside the repository): `describe.runIf(needs(…))`.
 *
 * What is missing is reported with its reason at the end of the run. With `CARREL_REQUIRE=all` it is a failure.
 * @param how how to get it, for the reader of the report.
 */
export function needs(what: string, isThere: boolean, how: string): boolean {
  if (isThere) return true;
  if (process.env['CARREL_REQUIRE'] === 'all') throw new Error(`${what} is required (CARREL_REQUIRE=all) and not there. ${how}`);
  const report = process.env['CARREL_TEST_SKIPS'];
  if (report === undefined) process.stderr.write(`skipped: ${what} is not there. ${how}\n`);
  else appendFileSync(report, `${JSON.stringify({ what, how })}\n`);
  return false;
}

/** A file or folder beside the repository, such as `needsFile('models', 'all-minilm-l6-v2')`. */
export function needsFile(...parts: readonly string[]): boolean {
  return needs(
    ['../shared', ...parts].join('/'),
    existsSync(sharedPath(...parts)),
    'It lies beside the repository on machines that have the test data.',
  );
}

/** A program on the path. */
export function needsCommand(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return needs(
    name,
    folders.some((folder) => existsSync(join(folder, name))),
    'Install it with the package manager of the system.',
  );
}
