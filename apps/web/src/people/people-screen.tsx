import type { UserView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { UserPlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { usePeople, useRightsChange } from '../api/rights-queries.ts';
import { InvitationForm } from '../invitations/invitation-form.tsx';
import { LinkDialog, type ShownLink } from '../invitations/link-dialog.tsx';
import { useFormat } from '../messages/language.tsx';
import { FindBox } from '../rights/find-box.tsx';
import { RightsFrame } from '../rights/rights-frame.tsx';
import { TextDialog } from '../rights/text-dialog.tsx';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { PeopleList } from './people-list.tsx';
import { isShown, shows } from './people-filter.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** Everybody here: who they are, what they may do, when they last came; one opens beside the list. */
export function PeopleScreen() {
  const words = useRightsWords().people;
  return (
    <RightsFrame title={words.title} actions={<Actions />}>
      <People />
    </RightsFrame>
  );
}

function People() {
  const words = useRightsWords().people;
  const format = useFormat();
  const address = useAddress();
  const people = usePeople();
  const text = address.get('q') ?? '';
  const show = shows.find((one) => one === address.get('filter')) ?? 'all';
  const found = useMemo(() => (people.data?.items ?? []).filter((user) => isShown(user, { text, show })), [people.data, text, show]);
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 tablet:px-6">
        <FindBox label={words.find} value={text} onChange={(q) => address.replace({ q })} />
        <Segmented
          label={words.show.label}
          value={show}
          options={shows.map((value) => ({ value, text: words.show[value] }))}
          onChange={(value) => address.replace({ filter: value === 'all' ? null : value })}
        />
        {people.data && <span className="figures text-small text-faint">{words.count(found.length, format.number(found.length))}</span>}
      </div>
      {people.isPending && <SkeletonLines lines={8} className="px-6 py-5" />}
      {people.isError && (
        <div className="p-4 tablet:p-6">
          <FailureNote error={people.error} onRetry={() => void people.refetch()} />
        </div>
      )}
      {people.data && found.length === 0 && <EmptyState title={words.none}>{words.noneBody}</EmptyState>}
      {found.length > 0 && <PeopleList people={found} />}
    </>
  );
}

function Actions() {
  const words = useRightsWords().people;
  const address = useAddress();
  const [open, setOpen] = useState<'invite' | 'service' | null>(null);
  const [link, setLink] = useState<ShownLink | null>(null);
  const refresh = useRightsChange(() => Promise.resolve());
  const addService = useRightsChange(
    (client, name: string) => client.call(routes.createServiceUser, { body: { name } }),
    (service: UserView) => {
      setOpen(null);
      address.push({ person: service.id });
    },
  );
  return (
    <>
      <Button size="small" onClick={() => setOpen('service')}>
        {words.addService}
      </Button>
      <Button size="small" look="primary" onClick={() => setOpen('invite')}>
        <UserPlus aria-hidden className="size-4" />
        {words.invite}
      </Button>
      {open === 'invite' && (
        <Dialog title={words.inviteTitle} onClose={() => setOpen(null)}>
          <InvitationForm
            onMade={(made) => {
              setOpen(null);
              setLink(made);
              refresh.mutate(undefined);
            }}
          />
        </Dialog>
      )}
      {open === 'service' && (
        <TextDialog
          title={words.serviceTitle}
          label={words.serviceName}
          action={words.add}
          isWorking={addService.isPending}
          error={addService.error}
          onSubmit={(name) => addService.mutate(name)}
          onClose={() => setOpen(null)}
        >
          <p className="text-small text-soft">{words.serviceBody}</p>
        </TextDialog>
      )}
      {link !== null && <LinkDialog {...link} onClose={() => setLink(null)} />}
    </>
  );
}
