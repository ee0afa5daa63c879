/**
 * Tampered and clean logs, judged by both verifiers.
 *
 * `npm run test:tamper` makes 22 × 455 tampered and 1,000 clean logs on every core and writes docs/measurements/tamper.json;
 * with `-- --short` it makes 22 × 14 and 50. Every tampering must be found by both, and 99 % of each class named right.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { report, type Figure } from '../bench/support/measurement.ts';
import { runCorpus, type CorpusResult } from '../support/tamper/run-corpus.ts';

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean', default: false }, part: { type: 'string' }, of: { type: 'string' } },
});
const sizes = flags.short ? { casesPerClass: 14, cleanLogs: 50, bases: 28 } : { casesPerClass: 455, cleanLogs: 1_000, bases: 300 };

const scoreSchema = z.object({ found: z.number(), named: z.number() });
const resultSchema = z.object({
  classes: z.record(z.string(), z.object({ cases: z.number(), typescript: scoreSchema, python: scoreSchema })),
  clean: z.object({ logs: z.number(), falseAlarms: z.number() }),
  misses: z.array(z.string()),
});

/** The share of one of `count` processes, of which this is number `part`. */
function share(part: number, count: number) {
  const of = (whole: number) => Math.floor((whole * (part + 1)) / count) - Math.floor((whole * part) / count);
  return { casesPerClass: of(sizes.casesPerClass), cleanLogs: of(sizes.cleanLogs), bases: of(sizes.bases), seed: 1 + part * 100_000 };
}

function runPart(part: number, count: number): Promise<CorpusResult> {
  const { promise, resolve, reject } = Promise.withResolvers<CorpusResult>();
  const child = fork(import.meta.filename, ['--part', String(part), '--of', String(count), ...(flags.short ? ['--short'] : [])]);
  child.on('message', (message) => {
    const parsed = resultSchema.safeParse(message);
    if (parsed.success) resolve(parsed.data);
    else process.stderr.write(`process ${part}: ${JSON.stringify(message)} logs\n`);
  });
  child.once('exit', (code) => reject(new Error(`process ${part} ended with ${code}`)));
  return promise;
}

function sum(parts: readonly CorpusResult[]): CorpusResult {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('expected at least one part');
  for (const { classes, clean, misses } of others) {
    for (const [name, score] of Object.entries(classes)) {
      const into = first.classes[name];
      if (into === undefined) throw new Error(`expected the class ${name} in each part`);
      into.cases += score.cases;
      for (const verifier of ['typescript', 'python'] as const) {
        into[verifier].found += score[verifier].found;
        into[verifier].named += score[verifier].named;
      }
    }
    first.clean.logs += clean.logs;
    first.clean.falseAlarms += clean.falseAlarms;
    first.misses.push(...misses);
  }
  return first;
}

function figuresOf({ classes, clean }: CorpusResult): readonly Figure[] {
  const scores = Object.values(classes);
  const cases = scores.reduce((total, score) => total + score.cases, 0);
  const share = (of: (score: (typeof scores)[number]) => number) => (100 * scores.reduce((total, score) => total + of(score), 0)) / cases;
  return [
    { name: 'tampered logs', value: cases, unit: 'logs', goal: { atLeast: flags.short ? 300 : 10_000 } },
    { name: 'classes', value: scores.length, unit: 'classes', goal: { atLeast: 22 } },
    { name: 'found by the TypeScript verifier', value: share((score) => score.typescript.found), unit: '%', goal: { atLeast: 100 } },
    { name: 'found by the Python verifier', value: share((score) => score.python.found), unit: '%', goal: { atLeast: 100 } },
    { name: 'class named right, TypeScript', value: share((score) => score.typescript.named), unit: '%', goal: { atLeast: 99 } },
    { name: 'class named right, Python', value: share((score) => score.python.named), unit: '%', goal: { atLeast: 99 } },
    { name: 'clean logs', value: clean.logs, unit: 'logs', goal: { atLeast: flags.short ? 50 : 1_000 } },
    { name: 'false alarms', value: clean.falseAlarms, unit: 'logs', goal: { atMost: 0 } },
  ];
}

if (flags.part !== undefined) {
  const result = await runCorpus({
    ...share(Number(flags.part), Number(flags.of)),
    onProgress: (done) => void (done % 25 === 0 && process.send?.(done)),
  });
  process.send?.(result, () => process.disconnect());
} else {
  const count = availableParallelism();
  const result = sum(await Promise.all(Array.from({ length: count }, (_, part) => runPart(part, count))));
  for (const miss of result.misses) process.stdout.write(`${miss}\n`);
  const isMet = await report({
    name: flags.short ? 'tamper-short' : 'tamper',
    command: `npm run test:tamper${flags.short ? ' -- --short' : ''}`,
    what: 'Tampered and clean logs, judged by two verifiers that share no code.',
    figures: figuresOf(result),
  });
  process.exitCode = isMet ? 0 : 1;
}
