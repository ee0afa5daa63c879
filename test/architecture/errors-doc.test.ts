import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue, failureCodes } from '@carrel/core';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../support/require.ts';

const page = readFileSync(join(repositoryRoot, 'docs/errors.md'), 'utf8');
const documented = new Map(
  [...page.matchAll(/^\| `([A-Z_]+)` \| [a-z-]+ \| (?:yes|no) \| (.*) \|$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
);

test('every code is documented with its text', () => {
  for (const [code, entry] of Object.entries(errorCatalogue)) expect(documented.get(code), code).toBe(entry.text);
});

test('every documented code exists', () => {
  expect([...documented.keys()].toSorted()).toEqual(Object.keys(errorCatalogue).toSorted());
});

test('every reason of a failed document is a code with a text', () => {
  for (const code of failureCodes) expect(documented.has(code), code).toBe(true);
});

test('no text blames, exclaims or leaves the reader without an end of sentence', () => {
  for (const [code, { text }] of Object.entries(errorCatalogue)) expect(text, code).toMatch(/^[A-Z][^!]*\.$/);
});
