import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sequencerFaultPoints } from '@carrel/core';
import { createAuditBench } from './fixtures/audit-bench.ts';
import { judgeLog, killAtPoint } from './fixtures/kill-at-point.ts';

// `npm run test:faults:sequencer` does each 50 times.
test.concurrent.each(sequencerFaultPoints)(
  'kill -9 at %s leaves no gap, no duplicate and no size with two roots',
  async (point) => {
    const bench = await createAuditBench();
    try {
      const journalDir = join(bench.paths.dataDir, 'second-disk');
      const killed = await killAtPoint(bench, { point, counts: point === 'sequencer.lease-taken' ? [1, 1] : [1, 2], journalDir });
      const { inSql, inFiles, lostOrTwice, isJournalSame } = await judgeLog(bench, killed, journalDir);
      expect({ killCount: killed.killCount, lostOrTwice, isJournalSame }).toEqual({ killCount: 2, lostOrTwice: [], isJournalSame: true });
      expect({ verdict: inSql.verdict, findings: inSql.findings }).toEqual({ verdict: 'ok', findings: [] });
      expect({ verdict: inFiles.verdict, findings: inFiles.findings }).toEqual({ verdict: 'ok', findings: [] });
      expect(killed.receipts.length).toBeGreaterThan(0);
    } finally {
      await bench.destroy();
    }
  },
  240_000,
);
