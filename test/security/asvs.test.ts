import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from '../support/require.ts';

const mapSchema = z.strictObject({
  standard: z.literal('OWASP ASVS 5.0.0'),
  requirements: z.record(
    z.string().regex(/^(?:[2-8]|10)\.\d+\.\d+$/),
    z.strictObject({
      what: z.string().min(10),
      tests: z.array(z.strictObject({ file: z.string().regex(/\.test\.ts$/), title: z.string().min(10) })).min(1),
    }),
  ),
});
const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const { requirements } = mapSchema.parse(JSON.parse(read('test/security/asvs.json')));

/** As in the source of a test: `it('…'`, `test.each(…)('…'`, `'…',` on a line of its own. */
function hasTest(file: string, title: string): boolean {
  return read(file).includes(`'${title}'`);
}

describe('the map from requirements of OWASP ASVS 5 to tests', () => {
  it('covers chapters 2 to 8 and 10', () => {
    const chapters = new Set(Object.keys(requirements).map((id) => id.split('.')[0]));
    expect([...chapters].toSorted((one, other) => Number(one) - Number(other))).toEqual(['2', '3', '4', '5', '6', '7', '8', '10']);
  });

  it('names only tests that exist', () => {
    const missing = Object.entries(requirements).flatMap(([id, { tests }]) =>
      tests.filter(({ file, title }) => !hasTest(file, title)).map(({ file, title }) => `${id}: ${file}: ${title}`),
    );
    expect(missing).toEqual([]);
  });

  it('is the table in docs/security.md', () => {
    const files = (id: string) => [...new Set((requirements[id]?.tests ?? []).map(({ file }) => `\`${file}\``))].join(', ');
    const rows = Object.entries(requirements).map(([id, { what }]) => `| V${id} | ${what} | ${files(id)} |`);
    const cells = (row: string) => row.replaceAll(/ {2,}/g, ' ');
    const shown = read('docs/security.md')
      .split('\n')
      .filter((line) => /^\| V\d/.test(line))
      .map(cells);
    expect(shown).toEqual(rows);
  });
});
