import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useOwnKeys, useRightsChange } from '../api/rights-queries.ts';

import { PaneList } from '../rights/pane-parts.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** A person's own keys, and a new one. */
export function OwnKeys() {
  const words = useRightsWords().keys;
  const keys = useOwnKeys();
  const [isMaking, setMaking] = useState(false);
  const revoke = useRightsChange((client, id: string) => client.call(routes.revokeApiKey, { params: { id } }));
  const items = keys.data?.items ?? [];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-soft">{words.ownBody}</p>
        <Button size="small" onClick={() => setMaking(true)}>
          {words.make}
        </Button>
      </div>
      {keys.isPending && <SkeletonLines lines={2} />}
      {keys.isError && <FailureNote error={keys.error} onRetry={() => void keys.refetch()} />}
      {items.length > 0 && (
        <PaneList>
          {items.map((key) => (
            <KeyRow key={key.id} apiKey={key} revoke={revoke} />
          ))}
        </PaneList>
      )}
      {isMaking && <KeyDialog make={(client, body) => client.call(routes.createApiKey, { body })} onClose={() => setMaking(false)} />}
    </div>
  );
}
