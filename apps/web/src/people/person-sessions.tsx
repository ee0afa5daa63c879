import { routes } from '@carrel/contract';
import { usePersonSessions, useRightsChange } from '../api/rights-queries.ts';

import { PaneList, PaneSection } from '../rights/pane-parts.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { SessionFacts } from './session-facts.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** Where a person is signed in, and the end of it. */
export function PersonSessions({ id }: { readonly id: string }) {
  const words = useRightsWords().person;
  const sessions = usePersonSessions(id);
  const endOne = useRightsChange((client, session: string) => client.call(routes.endUserSession, { params: { id, session } }));
  const endAll = useRightsChange((client, _input: undefined) => client.call(routes.endUserSessions, { params: { id } }));
  const isWorking = endOne.isPending || endAll.isPending;
  const failure = endOne.error ?? endAll.error;
  const items = sessions.data?.items ?? [];
  return (
    <PaneSection
      title={words.sessions}
      action={
        items.length > 1 && (
          <Button size="small" disabled={isWorking} onClick={() => endAll.mutate(undefined)}>
            {words.endAll}
          </Button>
        )
      }
    >
      {sessions.isPending && <SkeletonLines lines={2} />}
      {sessions.isError && <FailureNote error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && items.length === 0 && <p className="text-ui text-soft">{words.noSessions}</p>}
      {items.length > 0 && (
        <PaneList>
          {items.map((session) => (
            <li key={session.id} className="flex items-center gap-3 px-4 py-3">
              <SessionFacts session={session} />
              <Button size="small" disabled={isWorking} onClick={() => endOne.mutate(session.id)}>
                {words.end}
              </Button>
            </li>
          ))}
        </PaneList>
      )}
      {failure !== null && <FailureNote error={failure} />}
    </PaneSection>
  );
}
