import { errorCatalogue, failureCodes } from '@carrel/core';

const head = `# Error codes

Every problem has a stable code. Scripts may rely on it; the text may change. The API sends it as \`code\` of an RFC 9457 problem, the command line on standard error, and the log as \`errorCode\`. "Again" says whether the same request can succeed later without a change.

This page is made from \`packages/core/src/errors/error-catalogue.ts\` by \`npm run generate\`.
`;

/** docs/errors.md */
export function errorsPage(): string {
  const failures = new Set<string>(failureCodes);
  const entries = Object.entries(errorCatalogue);
  const table = (rows: typeof entries) =>
    `| code | kind | again | text |\n| --- | --- | --- | --- |\n${rows.map(([code, entry]) => `| \`${code}\` | ${entry.kind} | ${entry.isRetryable ? 'yes' : 'no'} | ${entry.text} |\n`).join('')}`;
  return [
    head,
    '## Requests and services\n',
    table(entries.filter(([code]) => !failures.has(code))),
    '## Why a document failed\n',
    table(entries.filter(([code]) => failures.has(code))),
  ].join('\n');
}
