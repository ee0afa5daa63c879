import { parseDisclosure, parseReceipt, readTiledLog, verifyLog } from '../../../packages/audit/src/index.ts';
import { parseKeyLine, parseWitnessPolicy } from '../../../packages/tlog/src/index.ts';
import { seededRandom } from '../seeded-random.ts';
import { startPythonBatch, type BatchVerdict } from './python-batch.ts';
import type { Files } from './signed-log.ts';
import { createTamperBase, type TamperBase, type TrustTexts } from './tamper-base.ts';
import { tamperClasses } from './tamper-classes.ts';

export interface VerifierScore {
  found: number;
  named: number;
}

export interface CorpusResult {
  /** By class: how many cases there were, and how many each verifier found and named right. */
  readonly classes: Record<string, { cases: number; readonly typescript: VerifierScore; readonly python: VerifierScore }>;
  readonly clean: { logs: number; falseAlarms: number };
  /** What went wrong, in words. */
  readonly misses: string[];
}

export interface CorpusOptions {
  readonly casesPerClass: number;
  readonly cleanLogs: number;
  /** Logs that the cases are spread over. */
  readonly bases: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

/** Generates tampered and clean logs, and lets both verifiers judge each. The same seed gives the same corpus. */
export async function runCorpus(options: CorpusOptions): Promise<CorpusResult> {
  const python = startPythonBatch();
  const result: CorpusResult = { classes: {}, clean: { logs: 0, falseAlarms: 0 }, misses: [] };
  for (const name of Object.keys(tamperClasses))
    result.classes[name] = { cases: 0, typescript: { found: 0, named: 0 }, python: { found: 0, named: 0 } };
  try {
    for (let number = 0; number < Math.max(options.bases, options.cleanLogs); number += 1) {
      const base = await createTamperBase(options.seed + number);
      if (number < options.cleanLogs) await checkClean(base, python, result);
      if (number < options.bases) await tamperWith(base, { number, options, python, result });
      options.onProgress?.(number + 1);
    }
  } finally {
    await python.close();
  }
  return result;
}

/** Without anything, and with all that was given out about the log. */
async function checkClean(base: TamperBase, python: ReturnType<typeof startPythonBatch>, result: CorpusResult): Promise<void> {
  const verdicts = await Promise.all([
    python.verify(base, base.files, base.trust),
    judge(base.files, base.trust, base.nowMs),
    judge(base.files, {}, base.nowMs),
  ]);
  result.clean.logs += 1;
  const hasErasure = base.items.some((item) => item.kind === 'entry' && item.type === 'erasure.executed');
  const alarms = verdicts.filter(
    ({ exitCode, counts }) => exitCode !== 0 && !(exitCode === 4 && hasErasure && Object.keys(counts).join() === 'erased'),
  );
  if (alarms.length > 0) {
    result.clean.falseAlarms += 1;
    result.misses.push(`false alarm about ${base.name}: ${JSON.stringify(alarms.map(({ counts }) => counts))}`);
  }
}

async function tamperWith(
  base: TamperBase,
  {
    number,
    options,
    python,
    result,
  }: {
    readonly number: number;
    readonly options: CorpusOptions;
    readonly python: ReturnType<typeof startPythonBatch>;
    readonly result: CorpusResult;
  },
): Promise<void> {
  const wanted = Math.ceil((options.casesPerClass * (number + 1)) / options.bases);
  for (const [position, [name, tamper]] of Object.entries(tamperClasses).entries()) {
    const score = result.classes[name];
    if (score === undefined) continue;
    // A log that has nothing to change in this way leaves its share to the next ones.
    for (let attempt = 0; score.cases < wanted && attempt < wanted * 4; attempt += 1) {
      const made = await tamper(base, seededRandom((options.seed + number) * 1_000_003 + position * 10_007 + attempt));
      if (made === null) continue;
      score.cases += 1;
      const [byPython, byTypescript] = await Promise.all([
        python.verify(base, made.files, made.trust),
        judge(made.files, made.trust, base.nowMs),
      ]);
      const both = { typescript: byTypescript, python: byPython };
      for (const verifier of ['typescript', 'python'] as const) {
        const { exitCode, counts } = both[verifier];
        const isFound = exitCode === 1 || exitCode === 2;
        const isNamed = counts[made.found] !== undefined;
        if (isFound) score[verifier].found += 1;
        if (isNamed) score[verifier].named += 1;
        if (!isFound || !isNamed)
          result.misses.push(
            `${name} in ${base.name}, attempt ${attempt}: expected ${made.found}, ${verifier} found ${JSON.stringify(counts)}`,
          );
      }
    }
  }
}

/** What Carrel's own verifier says. */
async function judge(files: Files, trust: TrustTexts, nowMs: number): Promise<BatchVerdict> {
  const shards = [...new Set(Object.keys(files).map((name) => Number(name.split('/')[0])))].toSorted((left, right) => left - right);
  const linesOf = (text: string | undefined) => (text ?? '').split('\n').filter((line) => line !== '');
  const policy = trust.policy === undefined ? null : parseWitnessPolicy(trust.policy);
  const { exitCode, counts } = await verifyLog(readTiledLog({ shards, read: async (path) => files[path] ?? null }), {
    nowMs,
    needsCheckpoints: true,
    receipts: linesOf(trust.receipts)
      .map(parseReceipt)
      .filter((one) => one !== null),
    disclosures: linesOf(trust.disclosures)
      .map(parseDisclosure)
      .filter((one) => one !== null),
    keptCheckpoints: trust.kept ?? [],
    ...(trust.keys !== undefined && {
      keys: linesOf(trust.keys)
        .map(parseKeyLine)
        .filter((one) => one !== null),
    }),
    ...(policy !== null && { policy }),
    ...(trust.csv !== undefined && { table: trust.csv }),
  });
  return { exitCode, counts: Object.fromEntries(Object.entries(counts)) };
}
