import type { Invitation } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMe } from '../api/identity-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import type { ShownLink } from './link-dialog.tsx';
import { MailState } from './mail-state.tsx';

interface InvitationRowProps {
  readonly invitation: Invitation;
  readonly onLink: (link: ShownLink) => void;
  readonly onChange: () => void;
}

/** One person who has not come yet: a new link, or none at all. */
export function InvitationRow({ invitation, onLink, onChange }: InvitationRowProps) {
  const messages = useMessages();
  const words = messages.access.invitations;
  const format = useFormat();
  const { client } = useApi();
  const [isAsking, setAsking] = useState(false);
  const { userId, email, name, expiresAt, mail } = invitation;
  const sendsMail = useMe().data?.capabilities.sendsMail === true;
  const renew = useMutation({
    mutationFn: () => client.call(routes.createSignInLink, { params: { id: userId }, body: {} }),
    onSuccess: (made) => {
      onLink({ email, url: made.url, mail: made.mail });
      onChange();
    },
  });
  const withdraw = useMutation({
    mutationFn: () => client.call(routes.withdrawInvitation, { params: { id: userId } }),
    onSuccess: () => {
      setAsking(false);
      onChange();
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-52">
        <p className="truncate text-ui font-medium">{name === email ? email : `${name} · ${email}`}</p>
        <p className="text-small text-faint">
          {format.list(invitation.roles.map((role) => messages.settings.roleNames[role]))} ·{' '}
          {expiresAt === null ? words.ended : `${words.ends} ${format.stamp(expiresAt)}`}
        </p>
        {mail !== null && <MailState mail={mail} />}
      </div>
      <div className="flex gap-2">
        <Button size="small" disabled={renew.isPending} onClick={() => renew.mutate()}>
          {sendsMail ? words.mail.again : words.renew}
        </Button>
        <Button size="small" look="plain" onClick={() => setAsking(true)}>
          {words.withdraw}
        </Button>
      </div>
      {renew.error !== null && <FailureNote error={renew.error} />}
      {isAsking && (
        <ConfirmDialog
          title={words.withdrawTitle}
          action={words.withdraw}
          isWorking={withdraw.isPending}
          error={withdraw.error}
          onConfirm={() => withdraw.mutate()}
          onClose={() => setAsking(false)}
        >
          {words.withdrawBody(email)}
        </ConfirmDialog>
      )}
    </li>
  );
}
