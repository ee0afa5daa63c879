import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from '../support/require.ts';

/** A requirement is held by tests or documents, does not apply for a reason, or is open, which may also be so in part. */
const requirementSchema = z
  .strictObject({
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    what: z.string().min(10),
    tests: z
      .array(z.strictObject({ file: z.string().regex(/\.test\.ts$/), title: z.string().min(10) }))
      .min(1)
      .optional(),
    /** Pages that say it, with words of theirs: for requirements of documentation. */
    documents: z
      .array(z.strictObject({ file: z.string().regex(/^docs\//), text: z.string().min(1) }))
      .min(1)
      .optional(),
    notApplicable: z.string().min(10).optional(),
    open: z.string().min(10).optional(),
  })
  .refine(({ notApplicable, open }) => notApplicable === undefined || open === undefined, 'expected "notApplicable" or "open", got both')
  .refine(
    (one) => [one.tests, one.documents, one.notApplicable, one.open].some((value) => value !== undefined),
    'expected a test, a document or a reason',
  );
type Requirement = z.infer<typeof requirementSchema>;
const mapSchema = z.strictObject({
  standard: z.literal('OWASP ASVS 5.0.0'),
  requirements: z.record(z.string().regex(/^(?:[2-8]|10)\.\d+\.\d+$/), requirementSchema),
});

/** How many requirements of levels 1 and 2 each chapter has. */
const published: Readonly<Record<string, readonly [number, number]>> = {
  2: [4, 7],
  3: [8, 11],
  4: [2, 8],
  5: [4, 5],
  6: [13, 22],
  7: [6, 12],
  8: [4, 3],
  10: [5, 24],
};

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const { requirements } = mapSchema.parse(JSON.parse(read('test/security/asvs.json')));
const entries = Object.entries(requirements);

/** As in the source of a test: `it('…'`, `test.each(…)('…'`, `'…',` on a line of its own. */
function hasTest(file: string, title: string): boolean {
  return read(file).includes(`'${title}'`);
}

/** What the page says about a requirement. */
function cellOf({ tests = [], documents = [], notApplicable, open }: Requirement): string {
  const files = [...new Set([...documents, ...tests].map(({ file }) => `\`${file}\``))].join(', ');
  const reason = notApplicable === undefined ? (open === undefined ? '' : `**Open**: ${open}`) : `Does not apply: ${notApplicable}`;
  return [reason, files].filter((part) => part !== '').join(' ');
}

describe('the map from requirements of OWASP ASVS 5 to tests', () => {
  it('has every requirement of levels 1 and 2 of chapters 2 to 8 and 10, in order', () => {
    for (const [chapter, counts] of Object.entries(published)) {
      const ofChapter = entries.filter(([id]) => id.startsWith(`${chapter}.`));
      expect(
        [1, 2].map((level) => ofChapter.filter(([, one]) => one.level === level).length),
        `chapter ${chapter}`,
      ).toEqual(counts);
    }
    const numbers = entries.map(([id]) => id.split('.').map(Number));
    expect(numbers).toEqual(
      numbers.toSorted((one, other) => one.map((part, index) => part - (other[index] ?? 0)).find((part) => part !== 0) ?? 0),
    );
  });

  it('names only tests that exist', () => {
    const missing = entries.flatMap(([id, { tests = [] }]) =>
      tests.filter(({ file, title }) => !hasTest(file, title)).map(({ file, title }) => `${id}: ${file}: ${title}`),
    );
    expect(missing).toEqual([]);
  });

  it('names only words that stand in the documents', () => {
    const missing = entries.flatMap(([id, { documents = [] }]) =>
      documents.filter(({ file, text }) => !read(file).includes(text)).map(({ file, text }) => `${id}: ${file}: ${text}`),
    );
    expect(missing).toEqual([]);
  });

  it('is the table in docs/security.md', () => {
    const rows = entries.map(([id, one]) => `| V${id} | ${one.level} | ${one.what} | ${cellOf(one)} |`);
    const shown = read('docs/security.md')
      .split('\n')
      .filter((line) => /^\| V\d/.test(line))
      .map((row) => row.replaceAll(/ {2,}/g, ' '));
    expect(shown).toEqual(rows);
  });

  it('says in numbers what is held, what does not apply and what is open', () => {
    const count = (holds: (one: Requirement) => boolean) => entries.filter(([, one]) => holds(one)).length;
    const [na, open] = [count((one) => one.notApplicable !== undefined), count((one) => one.open !== undefined)];
    expect(read('docs/security.md')).toContain(
      `${entries.length} requirements: ${entries.length - na - open} are held, ${na} do not apply, ${open} are open, whole or in part.`,
    );
  });
});
