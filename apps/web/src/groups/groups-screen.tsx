import { routes } from '@carrel/contract';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { useGroups, useRightsChange } from '../api/rights-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { FindBox } from '../rights/find-box.tsx';
import { RightsFrame } from '../rights/rights-frame.tsx';
import { TextDialog } from '../rights/text-dialog.tsx';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { VirtualGrid } from '../ui/virtual-grid.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

const rowHeightPx = 48;

/** Groups by name; one opens beside the list. */
export function GroupsScreen() {
  const words = useRightsWords().groups;
  return (
    <RightsFrame title={words.title} actions={<MakeGroup />}>
      <Groups />
    </RightsFrame>
  );
}

function Groups() {
  const words = useRightsWords().groups;
  const format = useFormat();
  const address = useAddress();
  const groups = useGroups();
  const text = address.get('q') ?? '';
  const openId = address.get('group');
  const items = groups.data?.items ?? [];
  const found = items.filter(({ name }) => name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()));
  if (groups.isPending) return <SkeletonLines lines={8} className="px-6 py-5" />;
  if (groups.isError)
    return (
      <div className="p-4 tablet:p-6">
        <FailureNote error={groups.error} onRetry={() => void groups.refetch()} />
      </div>
    );
  if (items.length === 0)
    return (
      <EmptyState icon={<Users className="size-8" strokeWidth={1.5} />} title={words.none}>
        {words.noneBody}
      </EmptyState>
    );
  return (
    <>
      <div className="flex shrink-0 items-center gap-4 border-b border-line px-4 py-2.5 tablet:px-6">
        <FindBox label={words.find} value={text} onChange={(q) => address.replace({ q })} />
      </div>
      {found.length === 0 && <EmptyState title={words.noMatch} />}
      <VirtualGrid
        label={words.title}
        items={found}
        keyOf={(group) => group.id}
        rowHeightPx={rowHeightPx}
        isOpen={(group) => group.id === openId}
        onOpen={(group) => (openId === null ? address.push({ group: group.id }) : address.replace({ group: group.id }))}
        onWalk={(group) => {
          if (openId !== null) address.replace({ group: group.id });
        }}
        hasMore={false}
        onMore={() => undefined}
        rowLook="h-12 grid-cols-[minmax(0,1fr)_auto] gap-x-4"
        renderCells={(group) => (
          <>
            <span role="gridcell" className="truncate text-ui font-medium">
              {group.name}
            </span>
            <span role="gridcell" className="figures text-small text-faint">
              {words.count(group.memberCount, format.number(group.memberCount))}
            </span>
          </>
        )}
      />
    </>
  );
}

function MakeGroup() {
  const words = useRightsWords().groups;
  const address = useAddress();
  const [isOpen, setOpen] = useState(false);
  const make = useRightsChange(
    (client, name: string) => client.call(routes.createGroup, { body: { name } }),
    (group) => {
      setOpen(false);
      address.push({ group: group.id });
    },
  );
  return (
    <>
      <Button size="small" look="primary" onClick={() => setOpen(true)}>
        {words.make}
      </Button>
      {isOpen && (
        <TextDialog
          title={words.makeTitle}
          label={words.name}
          action={words.make}
          isWorking={make.isPending}
          error={make.error}
          onSubmit={(name) => make.mutate(name)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
