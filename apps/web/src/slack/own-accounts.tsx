import type { SlackLinkView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useSlackWords } from '../messages/use-slack-words.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

/** The Slack accounts that ask as this person; nothing where Carrel has no Slack. */
export function OwnSlackAccounts({ children }: { readonly children: (list: ReactNode) => ReactNode }) {
  const words = useSlackWords().own;
  const { client } = useApi();
  const links = useQuery({ queryKey: queryKeys.slackLinks, queryFn: ({ signal }) => client.call(routes.listSlackLinks, { signal }) }).data;
  if (links === undefined || (!links.isConfigured && links.items.length === 0)) return null;
  return children(
    <div className="flex flex-col gap-4">
      <p className="text-soft">{words.body}</p>
      {links.items.length === 0 ? (
        <p className="text-ui text-faint">{words.none}</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
          {links.items.map((link) => (
            <AccountRow key={link.id} link={link} />
          ))}
        </ul>
      )}
    </div>,
  );
}

function AccountRow({ link }: { readonly link: SlackLinkView }) {
  const words = useSlackWords().own;
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.call(routes.unlinkSlackAccount, { params: { id: link.id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.slackLinks }),
  });
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate text-ui font-medium">{link.slackUserName}</p>
        <p className="text-small text-faint">
          {link.teamName} · {words.since} <TimeAgo time={link.createdAt} />
        </p>
      </div>
      <Button size="small" aria-label={`${words.remove}: ${link.slackUserName}`} onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={words.removeTitle(link.slackUserName)}
          action={words.remove}
          isWorking={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          {words.removeBody}
        </ConfirmDialog>
      )}
    </li>
  );
}
