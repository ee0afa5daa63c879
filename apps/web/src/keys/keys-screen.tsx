import { routes } from '@carrel/contract';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useAllKeys, useRightsChange } from '../api/rights-queries.ts';

import { PaneList } from '../rights/pane-parts.tsx';
import { RightsFrame } from '../rights/rights-frame.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { KeyRow } from './key-row.tsx';
import { OwnKeys } from './own-keys.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** One's own keys, and those of everybody. */
export function KeysScreen() {
  const words = useRightsWords().keys;
  return (
    <RightsFrame title={words.title}>
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        <div className="mx-auto flex w-full max-w-[820px] flex-col gap-8 px-4 py-6 tablet:px-6">
          <section className="flex flex-col gap-4">
            <h2 className="text-lead font-semibold">{words.own}</h2>
            <OwnKeys />
          </section>
          <AllKeys />
        </div>
      </div>
    </RightsFrame>
  );
}

function AllKeys() {
  const words = useRightsWords().keys;
  const keys = useAllKeys();
  const [areRevokedShown, setRevokedShown] = useState(false);
  const revoke = useRightsChange((client, id: string) => client.call(routes.revokeAnyApiKey, { params: { id } }));
  const items = (keys.data?.items ?? []).filter((key) => areRevokedShown || key.revokedAt === null);
  return (
    <section className="flex flex-col gap-4 border-t border-line pt-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lead font-semibold">{words.all}</h2>
        <label className="flex items-center gap-2 text-small text-soft">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={areRevokedShown}
            onChange={(event) => setRevokedShown(event.target.checked)}
          />
          {words.showRevoked}
        </label>
      </div>
      {keys.isPending && <SkeletonLines lines={4} />}
      {keys.isError && <FailureNote error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data && items.length === 0 && (
        <EmptyState icon={<KeyRound className="size-8" strokeWidth={1.5} />} title={words.none}>
          {words.noneBody}
        </EmptyState>
      )}
      {items.length > 0 && (
        <PaneList>
          {items.map((key) => (
            <KeyRow key={key.id} apiKey={key} owner={key.owner.name} revokedAt={key.revokedAt} revoke={revoke} />
          ))}
        </PaneList>
      )}
    </section>
  );
}
