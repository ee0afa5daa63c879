import type { AccessMatrixView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { textOption } from '../option-values.ts';
import { columns } from '../output/columns.ts';
import type { CommandInput } from '../run-command.ts';

/** `carrel policies matrix`: one line a collection, one column a group; in brackets what comes from elsewhere. */
export async function matrixCommand({ context, client, options, signal }: CommandInput): Promise<void> {
  const at = textOption(options, 'at');
  const matrix = await client.call(routes.getAccessMatrix, { query: { ...(at !== undefined && { at }) }, signal });
  if (context.terminal.isJson) {
    context.terminal.json(matrix);
    return;
  }
  context.terminal.text(
    columns(
      ['collection', 'policy', ...matrix.groups.map(({ name }) => name)],
      matrix.collections.map(({ name, policy }) => [name, policy.name, ...matrix.groups.map(({ id }) => cellText(matrix, policy.id, id))]),
    ),
  );
}

function cellText({ cells }: AccessMatrixView, policyId: string, groupId: string): string {
  const cell = cells.find((one) => one.policyId === policyId && one.groupId === groupId);
  if (cell === undefined) return '-';
  return [cell.direct, cell.inherited && `(${cell.inherited.right})`].filter((part) => part !== null).join(' ');
}
