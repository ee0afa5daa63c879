import type { UserDetailView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useRightsChange } from '../api/rights-queries.ts';
import { LinkDialog, type ShownLink } from '../invitations/link-dialog.tsx';
import { useFormat } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** Since when somebody is here; switching them off and on, and a new way in for somebody who has lost the password. */
export function PersonSwitch({ person }: { readonly person: UserDetailView }) {
  const words = useRightsWords().person;
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  const [link, setLink] = useState<ShownLink | null>(null);
  const turn = useRightsChange(
    (client, isActive: boolean) => client.call(routes.updateUser, { params: { id: person.id }, body: { isActive } }),
    () => setAsking(false),
  );
  const renew = useRightsChange(
    (client, _input: undefined) => client.call(routes.createSignInLink, { params: { id: person.id }, body: {} }),
    (made) => setLink({ email: person.email, url: made.url, mail: made.mail }),
  );
  return (
    <div className="flex flex-col gap-3 border-b border-line px-4 py-4 pair:px-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-small text-soft">{person.isActive ? `${words.since} ${format.day(person.createdAt)}` : words.isOff}</p>
        <div className="flex flex-wrap gap-2">
          {person.kind === 'person' && person.isActive && (
            <Button size="small" disabled={renew.isPending} onClick={() => renew.mutate(undefined)}>
              {words.newLink}
            </Button>
          )}
          {person.isActive ? (
            <Button size="small" look="danger" onClick={() => setAsking(true)}>
              {words.switchOff}
            </Button>
          ) : (
            <Button size="small" disabled={turn.isPending} onClick={() => turn.mutate(true)}>
              {words.switchOn}
            </Button>
          )}
        </div>
      </div>
      {renew.error !== null && <FailureNote error={renew.error} />}
      {turn.error !== null && !isAsking && <FailureNote error={turn.error} />}
      {link !== null && <LinkDialog {...link} onClose={() => setLink(null)} />}
      {isAsking && (
        <ConfirmDialog
          title={words.offTitle(person.name)}
          action={words.switchOff}
          isWorking={turn.isPending}
          error={turn.error}
          onConfirm={() => turn.mutate(false)}
          onClose={() => setAsking(false)}
        >
          {words.offBody}
        </ConfirmDialog>
      )}
    </div>
  );
}
