/**
 * kill -9 of the process that numbers the log, at each of its named points.
 *
 * `npm run test:faults:sequencer` does it 50 times at each of 16 points and writes docs/measurements/faults-sequencer.json; with
 * `-- --short` twice. The log must have no gap and no duplicate, no size with two roots and all that was acknowledged, and its
 * journal the same entries.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sequencerFaultPoints, type FaultPoint } from '../../packages/core/src/index.ts';
import { createAuditBench } from '../../workers/audit/src/fixtures/audit-bench.ts';
import { judgeLog, killAtPoint } from '../../workers/audit/src/fixtures/kill-at-point.ts';
import { report, type Figure } from '../bench/support/measurement.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const killsPerPoint = flags.short ? 2 : 50;
/** Kills in one log. */
const killsPerLog = flags.short ? 2 : 10;
const parallelLogs = 4;

async function runLog(point: FaultPoint, kills: number): Promise<readonly string[]> {
  const bench = await createAuditBench();
  try {
    const journalDir = join(bench.paths.dataDir, 'second-disk');
    const counts = Array.from({ length: kills }, (_none, index) => (point === 'sequencer.lease-taken' ? 1 : 1 + (index % 3)));
    const killed = await killAtPoint(bench, { point, counts, journalDir });
    const { inSql, inFiles, lostOrTwice, isJournalSame } = await judgeLog(bench, killed, journalDir);
    return [
      ...(killed.killCount === kills ? [] : [`${point}: ${killed.killCount} of ${kills} kills`]),
      ...lostOrTwice.map((id) => `${point}: ${id} is not in the log once`),
      ...(isJournalSame ? [] : [`${point}: the journal differs`]),
      ...[...inSql.findings, ...inFiles.findings].map((finding) => `${point}: ${JSON.stringify(finding)}`),
    ];
  } finally {
    await bench.destroy();
  }
}

async function runAll(): Promise<readonly string[]> {
  const logs = sequencerFaultPoints.flatMap((point) =>
    Array.from({ length: Math.ceil(killsPerPoint / killsPerLog) }, () => ({ point, kills: killsPerLog })),
  );
  const violations: string[] = [];
  let done = 0;
  const work = async () => {
    for (let next = logs.shift(); next !== undefined; next = logs.shift()) {
      violations.push(...(await runLog(next.point, next.kills)));
      done += 1;
      process.stderr.write(`${next.point}: log ${done}, ${logs.length} to come, ${violations.length} violations\n`);
    }
  };
  await Promise.all(Array.from({ length: parallelLogs }, work));
  return violations;
}

const violations = await runAll();
for (const violation of violations) process.stderr.write(`${violation}\n`);
const figures: Figure[] = [
  { name: 'named points', value: sequencerFaultPoints.length, unit: 'points' },
  { name: 'kills', value: sequencerFaultPoints.length * killsPerPoint, unit: 'kills' },
  { name: 'violations', value: violations.length, unit: 'violations', goal: { atMost: 0 } },
];
const isMet = await report({
  name: flags.short ? 'faults-sequencer-short' : 'faults-sequencer',
  command: `npm run test:faults:sequencer${flags.short ? ' -- --short' : ''}`,
  what: 'kill -9 of the process that numbers the log, at named points; then log, checkpoints and journal are judged.',
  figures,
});
process.exitCode = isMet ? 0 : 1;
