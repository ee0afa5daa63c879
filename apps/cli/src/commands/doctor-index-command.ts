import { setTimeout as sleep } from 'node:timers/promises';
import type { IndexRunView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { exitStatus } from '../exit-status.ts';
import type { CommandInput } from '../run-command.ts';

const pollMs = 250;

/**
 * `carrel doctor --index`: compares the search index with the database and repairs it; with `--report-only`, only says how
 * they differ. @returns 1 when it failed, or when it differs and was not repaired.
 */
export async function doctorIndexCommand({ context, client, options, signal }: CommandInput): Promise<number> {
  const isRepairing = options['reportOnly'] !== true;
  let run = await client.call(routes.requestIndexCheck, { body: { repair: isRepairing }, signal });
  context.terminal.note('The index is being compared with the database.\n');
  while (run.state === 'requested' || run.state === 'running') {
    await sleep(pollMs, undefined, { signal });
    run = await client.call(routes.getIndexCheck, { params: { id: String(run.id) }, signal });
  }
  const differs = run.differences !== null && run.differences.differingVersions + run.differences.surplusRows > 0;
  const ok = run.state === 'succeeded' && (!differs || isRepairing);
  if (context.terminal.isJson) context.terminal.json({ ok, ...run });
  else context.terminal.text(reportText(run, differs));
  return ok ? exitStatus.done : exitStatus.failed;
}

function reportText(run: IndexRunView, differs: boolean): string {
  if (run.state !== 'succeeded' || run.differences === null)
    return `✗ The comparison ended as "${run.state}"${run.reason === null ? '.' : `: ${run.reason.text}`}\n`;
  if (!differs) return '✓ The index holds what the database says.\n';
  const { missingRows, surplusRows, unequalRows, misplacedRows, withoutVectorRows, differingVersions } = run.differences;
  const found = [
    [missingRows, 'passages were missing'],
    [surplusRows, 'rows belonged to nothing that is served'],
    [unequalRows, 'rows too many or too few in versions that were there'],
    [misplacedRows, 'rows lay under another policy or collection'],
    [withoutVectorRows, 'rows had no vector'],
  ] as const;
  const lines = found.filter(([count]) => count > 0).map(([count, what]) => `  ${count} ${what}\n`);
  const repaired = run.isRepairing
    ? `Repaired: ${run.rebuilt ?? 0} versions written again, ${run.removed ?? 0} generations removed.\n`
    : `Nothing was changed. "carrel doctor --index" repairs ${differingVersions} versions and removes what is too much.\n`;
  return `✗ The index differed from the database:\n${lines.join('')}${repaired}`;
}
