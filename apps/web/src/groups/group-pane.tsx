import type { GroupDetailView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useGroup, useRightsChange } from '../api/rights-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { PaneHeader, PaneSection } from '../rights/pane-parts.tsx';
import { TextDialog } from '../rights/text-dialog.tsx';
import { useAddress } from '../shell/use-address.ts';
import { useKey } from '../shell/use-key.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { GroupMembers } from './group-members.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** One group beside the list: who is in it, what is in it and around it, and everybody whom a grant to it reaches. */
export function GroupPane({ id }: { readonly id: string }) {
  const address = useAddress();
  const group = useGroup(id);
  const close = () => address.replace({ group: null });
  useKey('Escape', close);
  return (
    <>
      <PaneHeader title={group.data?.name ?? ' '} onClose={close} />
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        {group.isPending && <SkeletonLines lines={8} className="p-5" />}
        {group.isError && (
          <div className="p-5">
            <FailureNote error={group.error} onRetry={() => void group.refetch()} />
          </div>
        )}
        {group.data && (
          <>
            <GroupActions group={group.data} onDeleted={close} />
            <GroupMembers group={group.data} />
            <Outside group={group.data} />
            <Everybody group={group.data} />
          </>
        )}
      </div>
    </>
  );
}

function GroupActions({ group, onDeleted }: { readonly group: GroupDetailView; readonly onDeleted: () => void }) {
  const words = useRightsWords().groups;
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null);
  const rename = useRightsChange(
    (client, name: string) => client.call(routes.renameGroup, { params: { id: group.id }, body: { name } }),
    () => setOpen(null),
  );
  const remove = useRightsChange((client, _input: undefined) => client.call(routes.deleteGroup, { params: { id: group.id } }), onDeleted);
  return (
    <div className="flex flex-wrap justify-end gap-2 border-b border-line px-4 py-3 pair:px-5">
      <Button size="small" onClick={() => setOpen('rename')}>
        {words.rename}
      </Button>
      <Button size="small" look="danger" onClick={() => setOpen('delete')}>
        {words.delete}
      </Button>
      {open === 'rename' && (
        <TextDialog
          title={words.rename}
          label={words.name}
          action={words.rename}
          initial={group.name}
          isWorking={rename.isPending}
          error={rename.error}
          onSubmit={(name) => rename.mutate(name)}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'delete' && (
        <ConfirmDialog
          title={words.deleteTitle(group.name)}
          action={words.delete}
          isWorking={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined)}
          onClose={() => setOpen(null)}
        >
          {words.deleteBody}
        </ConfirmDialog>
      )}
    </div>
  );
}

function Outside({ group }: { readonly group: GroupDetailView }) {
  const words = useRightsWords().groups;
  const format = useFormat();
  if (group.outerGroups.length === 0) return null;
  return (
    <PaneSection title={words.outside}>
      <p className="text-ui text-soft">{format.list(group.outerGroups.map(({ name }) => name))}</p>
    </PaneSection>
  );
}

function Everybody({ group }: { readonly group: GroupDetailView }) {
  const words = useRightsWords();
  const format = useFormat();
  return (
    <PaneSection title={words.groups.everybody(format.number(group.everybody.length))}>
      {group.everybody.length === 0 && <p className="text-ui text-soft">{words.groups.nobody}</p>}
      <ul className="flex flex-col gap-1">
        {group.everybody.map(({ userId, name, email, through }) => (
          <li key={userId} className="flex flex-wrap items-baseline gap-x-2 text-ui">
            <span className="font-medium">{name}</span>
            <span className="text-small text-faint">{email}</span>
            <span className="text-small text-soft">
              {words.through} {format.list(through.map((one) => one.name))}
            </span>
          </li>
        ))}
      </ul>
    </PaneSection>
  );
}
