import { expect, test } from 'vitest';
import { needsPython } from '../support/python.ts';
import { runCorpus } from '../support/tamper/run-corpus.ts';

/** A sample of `npm run test:tamper`: 22 classes × 14 cases and 50 clean logs, judged by both verifiers. */
test.runIf(needsPython())(
  'both verifiers find every tampering, name it right, and give no false alarm',
  async () => {
    const { classes, clean, misses } = await runCorpus({ casesPerClass: 14, cleanLogs: 50, bases: 28, seed: 1 });
    expect(misses).toEqual([]);
    expect(Object.keys(classes)).toHaveLength(22);
    for (const [name, { cases, typescript, python }] of Object.entries(classes))
      expect({ name, cases, typescript, python }).toEqual({
        name,
        cases: 14,
        typescript: { found: 14, named: 14 },
        python: { found: 14, named: 14 },
      });
    expect(clean).toEqual({ logs: 50, falseAlarms: 0 });
  },
  300_000,
);
