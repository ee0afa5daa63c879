import type { AccessMatrixView } from '@carrel/contract';
import { UserPen } from 'lucide-react';
import { useState } from 'react';

import { IconButton } from '../ui/icon-button.tsx';
import { CellDialog } from './cell-dialog.tsx';
import { CuratorsDialog } from './curators-dialog.tsx';
import { MatrixCellButton } from './matrix-cell.tsx';
import type { Cell, Collection, Group } from './matrix-types.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

interface MatrixTableProps {
  readonly matrix: AccessMatrixView;
  readonly isEditable: boolean;
}

/** A row for each collection, a column for each group; both heads stay in sight. */
export function MatrixTable({ matrix, isEditable }: MatrixTableProps) {
  const words = useRightsWords().matrix;
  const [edited, setEdited] = useState<{ readonly collection: Collection; readonly group: Group; readonly cell: Cell | null } | null>(null);
  const [curated, setCurated] = useState<Collection | null>(null);
  const cellOf = (collection: Collection, group: Group) =>
    matrix.cells.find((cell) => cell.policyId === collection.policy.id && cell.groupId === group.id) ?? null;
  return (
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={words.title}>
      <table className="border-separate border-spacing-0 text-small">
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky top-0 left-0 z-20 min-w-40 border-r border-b border-line bg-paper px-4 py-2 text-start font-medium text-soft tablet:min-w-60 tablet:px-6"
            >
              {words.collection}
            </th>
            {matrix.groups.map((group) => (
              <th
                key={group.id}
                scope="col"
                className="sticky top-0 z-10 max-w-40 min-w-28 border-b border-line bg-paper px-2 py-2 text-center font-medium text-soft"
              >
                <span className="line-clamp-2" title={group.name}>
                  {group.name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.collections.map((collection) => (
            <tr key={collection.id}>
              <th
                scope="row"
                className="sticky left-0 z-10 border-r border-b border-line bg-paper px-4 py-2 text-start font-normal tablet:px-6"
              >
                <span className="flex items-center justify-between gap-2">
                  <span className="min-w-0">
                    <span className="block max-w-48 truncate text-ui font-medium">{collection.name}</span>
                    <span className="block max-w-48 truncate text-faint">{collection.policy.name}</span>
                  </span>
                  <IconButton label={words.curatorsTitle(collection.name)} onClick={() => setCurated(collection)}>
                    <UserPen aria-hidden className="size-4" />
                  </IconButton>
                </span>
              </th>
              {matrix.groups.map((group) => (
                <td key={group.id} className="border-b border-line p-1 text-center">
                  <MatrixCellButton
                    matrix={matrix}
                    collection={collection}
                    group={group}
                    cell={cellOf(collection, group)}
                    {...(isEditable && { onEdit: () => setEdited({ collection, group, cell: cellOf(collection, group) }) })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {edited !== null && <CellDialog {...edited} matrix={matrix} onClose={() => setEdited(null)} />}
      {curated !== null && <CuratorsDialog collection={curated} onClose={() => setCurated(null)} />}
    </div>
  );
}
