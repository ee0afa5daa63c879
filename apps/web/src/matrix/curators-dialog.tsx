import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useCurators, useRightsChange } from '../api/rights-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { PaneList } from '../rights/pane-parts.tsx';
import { PrincipalPicker } from '../rights/principal-picker.tsx';
import type { PrincipalChoice } from '../rights/use-principals.ts';
import { usePrincipals } from '../rights/use-principals.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import type { Collection } from './matrix-types.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** Who may change what lies in a collection; more are added, and taken off. */
export function CuratorsDialog({ collection, onClose }: { readonly collection: Collection; readonly onClose: () => void }) {
  const messages = useMessages();
  const words = useRightsWords();
  const { all } = usePrincipals();
  const curators = useCurators(collection.id);
  const [chosen, setChosen] = useState<PrincipalChoice | null>(null);
  const add = useRightsChange(
    (client, principal: string) => client.call(routes.addCurator, { params: { id: collection.id }, body: { principal } }),
    () => setChosen(null),
  );
  const end = useRightsChange((client, principal: string) => client.call(routes.endCurator, { params: { id: collection.id, principal } }));
  const live = (curators.data?.items ?? []).filter(({ validTo }) => validTo === null);
  const isOne = (id: string) => live.some(({ principal }) => principal === id);
  const failure = curators.error ?? add.error ?? end.error;
  return (
    <Dialog title={words.matrix.curatorsTitle(collection.name)} onClose={onClose}>
      <p className="text-small text-soft">{words.matrix.curatorsBody}</p>
      {curators.isPending && <SkeletonLines lines={2} />}
      {curators.data && live.length === 0 && <p className="text-ui text-soft">{words.matrix.noCurators}</p>}
      {live.length > 0 && (
        <PaneList>
          {live.map(({ principal, name }) => (
            <li key={principal} className="flex items-center justify-between gap-3 px-4 py-2">
              <span className="truncate text-ui font-medium">{principal === 'everyone' ? words.everyone : name}</span>
              <Button
                size="small"
                look="plain"
                aria-label={`${words.groups.take}: ${name}`}
                disabled={end.isPending}
                onClick={() => end.mutate(principal)}
              >
                {words.groups.take}
              </Button>
            </li>
          ))}
        </PaneList>
      )}
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== null) add.mutate(chosen.id);
        }}
      >
        <div className="min-w-0 flex-1">
          <PrincipalPicker label={words.groups.add} choices={all.filter(({ id }) => !isOne(id))} chosen={chosen} onChoose={setChosen} />
        </div>
        <Button type="submit" disabled={chosen === null || add.isPending}>
          {words.matrix.add}
        </Button>
      </form>
      {failure !== null && <FailureNote error={failure} />}
      <DialogActions>
        <Button onClick={onClose}>{messages.common.close}</Button>
      </DialogActions>
    </Dialog>
  );
}
