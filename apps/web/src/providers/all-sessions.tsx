import type { OwnedSession } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useAllSessions, useRightsChange } from '../api/rights-queries.ts';

import { SessionFacts } from '../people/session-facts.tsx';
import { PaneList } from '../rights/pane-parts.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** Where everybody is signed in, the last seen first, and the end of each. */
export function AllSessions() {
  const words = useRightsWords();
  const sessions = useAllSessions();
  const end = useRightsChange((client, { id: session, user }: OwnedSession) =>
    client.call(routes.endUserSession, { params: { id: user.id, session } }),
  );
  const items = sessions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {sessions.isPending && <SkeletonLines lines={4} />}
      {sessions.isError && <FailureNote error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && items.length === 0 && <p className="text-soft">{words.signOn.noSessions}</p>}
      {items.length > 0 && (
        <PaneList>
          {items.map((session) => (
            <li key={session.id} className="flex items-center gap-3 px-4 py-3">
              <SessionFacts session={session} who={session.user.name} />
              {!session.isCurrent && (
                <Button
                  size="small"
                  aria-label={`${words.person.end}: ${session.user.name}`}
                  disabled={end.isPending}
                  onClick={() => end.mutate(session)}
                >
                  {words.person.end}
                </Button>
              )}
            </li>
          ))}
        </PaneList>
      )}
      {end.error !== null && <FailureNote error={end.error} />}
      {sessions.hasNextPage && (
        <Button className="self-start" disabled={sessions.isFetchingNextPage} onClick={() => void sessions.fetchNextPage()}>
          {words.signOn.more}
        </Button>
      )}
    </>
  );
}
