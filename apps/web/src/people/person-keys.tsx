import type { UserDetailView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useAllKeys, useRightsChange } from '../api/rights-queries.ts';
import { KeyDialog } from '../keys/key-dialog.tsx';
import { KeyRow } from '../keys/key-row.tsx';

import { PaneList, PaneSection } from '../rights/pane-parts.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** The keys of a service: the only way in which it comes. */
export function PersonKeys({ person }: { readonly person: UserDetailView }) {
  const words = useRightsWords();
  const keys = useAllKeys();
  const [isMaking, setMaking] = useState(false);
  const revoke = useRightsChange((client, id: string) => client.call(routes.revokeAnyApiKey, { params: { id } }));
  const own = (keys.data?.items ?? []).filter((key) => key.owner.id === person.id && key.revokedAt === null);
  return (
    <PaneSection
      title={words.person.keys}
      action={
        person.isActive && (
          <Button size="small" onClick={() => setMaking(true)}>
            {words.person.makeKey}
          </Button>
        )
      }
    >
      {keys.isPending && <SkeletonLines lines={2} />}
      {keys.isError && <FailureNote error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data && own.length === 0 && <p className="text-ui text-soft">{words.keys.none}</p>}
      {own.length > 0 && (
        <PaneList>
          {own.map((key) => (
            <KeyRow key={key.id} apiKey={key} revoke={revoke} />
          ))}
        </PaneList>
      )}
      {isMaking && (
        <KeyDialog
          make={(client, body) => client.call(routes.createServiceKey, { params: { id: person.id }, body })}
          onClose={() => setMaking(false)}
        />
      )}
    </PaneSection>
  );
}
