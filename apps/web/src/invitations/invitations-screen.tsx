import { routes } from '@carrel/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMe } from '../api/identity-queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { RightsFrame } from '../rights/rights-frame.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { InvitationForm } from './invitation-form.tsx';
import { InvitationRow } from './invitation-row.tsx';
import { LinkDialog, type ShownLink } from './link-dialog.tsx';

/** Who was invited and has not come yet, and a link for the next one. */
export function InvitationsScreen() {
  const words = useMessages().access.invitations;
  return (
    <RightsFrame title={words.title}>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[820px] flex-col gap-6 px-4 py-5 tablet:px-6">
          <Invitations />
        </div>
      </div>
    </RightsFrame>
  );
}

function Invitations() {
  const words = useMessages().access.invitations;
  const { client } = useApi();
  const queryClient = useQueryClient();
  const sendsMail = useMe().data?.capabilities.sendsMail === true;
  const [link, setLink] = useState<ShownLink | null>(null);
  const invitations = useQuery({
    queryKey: queryKeys.invitations,
    queryFn: ({ signal }) => client.call(routes.listInvitations, { signal }),
  });
  const refresh = () => void queryClient.invalidateQueries({ queryKey: queryKeys.invitations });
  return (
    <>
      <p className="text-soft">{sendsMail ? words.mail.body : words.body}</p>
      <InvitationForm
        onMade={(made) => {
          setLink(made);
          refresh();
        }}
      />
      <section className="flex flex-col gap-3 border-t border-line pt-6">
        <h2 className="text-lead font-semibold">{words.open}</h2>
        {invitations.isPending && <SkeletonLines lines={3} />}
        {invitations.isError && <FailureNote error={invitations.error} onRetry={() => void invitations.refetch()} />}
        {invitations.data?.items.length === 0 && (
          <EmptyState icon={<UserPlus className="size-8" strokeWidth={1.5} />} title={words.none}>
            {words.noneBody}
          </EmptyState>
        )}
        {invitations.data !== undefined && invitations.data.items.length > 0 && (
          <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
            {invitations.data.items.map((invitation) => (
              <InvitationRow key={invitation.userId} invitation={invitation} onLink={setLink} onChange={refresh} />
            ))}
          </ul>
        )}
      </section>
      {link !== null && <LinkDialog {...link} onClose={() => setLink(null)} />}
    </>
  );
}
