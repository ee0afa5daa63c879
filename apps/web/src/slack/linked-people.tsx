import type { OwnedSlackLink } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useFormat } from '../messages/language.tsx';
import { useSlackWords } from '../messages/use-slack-words.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

/** Everybody who has connected a Slack account, and the end of a connection. */
export function LinkedPeople({ links }: { readonly links: readonly OwnedSlackLink[] }) {
  const words = useSlackWords();
  const format = useFormat();
  const { client } = useApi();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => client.call(routes.removeSlackLink, { params: { id } }),
    onSuccess: () =>
      Promise.all([queryKeys.slackOverview, queryKeys.slackLinks].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
  if (links.length === 0) return <p className="text-ui text-faint">{words.bot.nobody}</p>;
  return (
    <div className="flex flex-col gap-3">
      <h3 className="text-ui font-semibold">{words.bot.people(format.number(links.length))}</h3>
      <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
        {links.map(({ id, user, slackUserName, teamName, createdAt }) => (
          <li key={id} className="flex items-center gap-3 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p className="truncate text-ui font-medium">{user.name}</p>
              <p className="truncate text-small text-faint">
                {slackUserName} · {teamName} · {words.own.since} <TimeAgo time={createdAt} />
              </p>
            </div>
            <Button
              size="small"
              aria-label={`${words.own.remove}: ${user.name}`}
              disabled={remove.isPending}
              onClick={() => remove.mutate(id)}
            >
              {words.own.remove}
            </Button>
          </li>
        ))}
      </ul>
      {remove.error !== null && <FailureNote error={remove.error} />}
    </div>
  );
}
