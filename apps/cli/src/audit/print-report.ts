import type { VerificationReport } from '@carrel/audit';
import type { Terminal } from '../output/terminal.ts';

const verdictTexts = {
  ok: 'The log is whole: every entry, the chain, the numbering and all that was signed are as they were written.',
  tampered: 'The log was tampered with.',
  incomplete: 'The log is incomplete.',
  erased: 'The log is whole; some sealed content was erased, as the log itself says.',
} as const satisfies Readonly<Record<VerificationReport['verdict'], string>>;

/** The report in words: the verdict, what was signed and by which key, and what was found. */
export function printReport(terminal: Terminal, report: VerificationReport): void {
  const { verdict, entryCount, firstTime, lastTime, checkpoints, findings, counts } = report;
  const span = firstTime === null || lastTime === null ? '' : `, from ${firstTime} to ${lastTime}`;
  terminal.text(`${verdictTexts[verdict]}\n${entryCount} entries${span}.\n`);
  for (const { shard, size, rootHash, signedBy, count } of checkpoints) {
    const by = signedBy === null ? 'not signed by a trusted key' : `signed by ${signedBy}`;
    terminal.text(`${shard}: the newest of ${count} checkpoints covers ${size} entries, root ${rootHash}, ${by}\n`);
  }
  for (const { code, severity, shard, seq, message } of findings)
    terminal.text(`${severity} ${code}${seq === null ? '' : ` at ${shard ?? '?'}/${seq}`}: ${message}\n`);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total > findings.length) terminal.text(`${total - findings.length} more findings of these kinds are not listed.\n`);
}
