import type { AccessMatrixView, CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useRightsChange } from '../api/rights-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { sourceName } from './source-name.ts';
import type { Cell, Collection, Group, Right } from './matrix-types.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

interface CellDialogProps {
  readonly matrix: AccessMatrixView;
  readonly collection: Collection;
  readonly group: Group;
  readonly cell: Cell | null;
  readonly onClose: () => void;
}

/** Changes what a group may do by its own grant, and says what else that changes and what it does not. */
export function CellDialog({ matrix, collection, group, cell, onClose }: CellDialogProps) {
  const messages = useMessages();
  const words = useRightsWords();
  const format = useFormat();
  const before: Right | 'none' = cell?.direct ?? 'none';
  const [right, setRight] = useState<Right | 'none'>(before);
  const save = useRightsChange(
    (client, next: Right | 'none') => changeGrant(client, { policyId: collection.policy.id, groupId: group.id, before, next }),
    onClose,
  );
  const others = matrix.collections.filter((one) => one.policy.id === collection.policy.id && one.id !== collection.id);
  return (
    <Dialog title={words.matrix.changeTitle(group.name, collection.name)} onClose={onClose}>
      <div className="self-start">
        <Segmented
          label={words.policies.right}
          value={right}
          options={(['none', 'read', 'curate'] as const).map((value) => ({ value, text: words.matrix[value] }))}
          onChange={setRight}
        />
      </div>
      {cell?.inherited && (
        <p className="text-small text-soft">
          {words.matrix.stays(words.rights[cell.inherited.right], sourceName(matrix, cell.inherited.from, words.everyone))}
        </p>
      )}
      {others.length > 0 && (
        <p className="rounded-box border border-marker-line bg-marker-soft px-3 py-2 text-small">
          {words.matrix.shared(collection.policy.name, format.list(others.map(({ name }) => name)))}
        </p>
      )}
      {save.error !== null && <FailureNote error={save.error} />}
      <DialogActions>
        <Button onClick={onClose}>{messages.common.cancel}</Button>
        <Button look="primary" disabled={save.isPending || right === before} onClick={() => save.mutate(right)}>
          {words.matrix.save}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface GrantChange {
  readonly policyId: string;
  readonly groupId: string;
  readonly before: Right | 'none';
  readonly next: Right | 'none';
}

/** The new grant first: in between the group has both, and never nothing. */
async function changeGrant(client: CarrelClient, { policyId: id, groupId: principal, before, next }: GrantChange): Promise<void> {
  if (next !== 'none') await client.call(routes.addGrant, { params: { id }, body: { principal, right: next } });
  if (before !== 'none') await client.call(routes.endGrant, { params: { id, principal }, query: { right: before } });
}
