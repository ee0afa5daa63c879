import { routes } from '@carrel/contract';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { usePolicies, useRightsChange } from '../api/rights-queries.ts';
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
import { grantTimeOf } from './grant-time.ts';
import type { Label } from './label-select.tsx';
import { LabelSelect } from './label-select.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

const rowHeightPx = 48;

/** Policies by name; one opens beside the list. */
export function PoliciesScreen() {
  const words = useRightsWords().policies;
  return (
    <RightsFrame title={words.title} actions={<MakePolicy />}>
      <Policies />
    </RightsFrame>
  );
}

function Policies() {
  const words = useRightsWords();
  const format = useFormat();
  const address = useAddress();
  const policies = usePolicies();
  const text = address.get('q') ?? '';
  const openId = address.get('policy');
  const items = policies.data?.items ?? [];
  const found = items.filter(({ name }) => name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()));
  if (policies.isPending) return <SkeletonLines lines={8} className="px-6 py-5" />;
  if (policies.isError)
    return (
      <div className="p-4 tablet:p-6">
        <FailureNote error={policies.error} onRetry={() => void policies.refetch()} />
      </div>
    );
  if (items.length === 0)
    return (
      <EmptyState icon={<ShieldCheck className="size-8" strokeWidth={1.5} />} title={words.policies.none}>
        {words.policies.noneBody}
      </EmptyState>
    );
  return (
    <>
      <div className="flex shrink-0 items-center gap-4 border-b border-line px-4 py-2.5 tablet:px-6">
        <FindBox label={words.policies.find} value={text} onChange={(q) => address.replace({ q })} />
      </div>
      {found.length === 0 && <EmptyState title={words.policies.noMatch} />}
      <VirtualGrid
        label={words.policies.title}
        items={found}
        keyOf={(policy) => policy.id}
        rowHeightPx={rowHeightPx}
        isOpen={(policy) => policy.id === openId}
        onOpen={(policy) => (openId === null ? address.push({ policy: policy.id }) : address.replace({ policy: policy.id }))}
        onWalk={(policy) => {
          if (openId !== null) address.replace({ policy: policy.id });
        }}
        hasMore={false}
        onMore={() => undefined}
        rowLook="h-12 grid-cols-[minmax(0,1fr)_auto] gap-x-4 @2xl:grid-cols-[minmax(0,1fr)_150px_120px]"
        renderCells={({ name, label, grants }) => {
          const live = grants.filter((grant) => grantTimeOf(grant, Date.now()) !== 'ended').length;
          return (
            <>
              <span role="gridcell" className="truncate text-ui font-medium">
                {name}
              </span>
              <span role="gridcell" className="text-small text-soft">
                {words.labels[label]}
              </span>
              <span role="gridcell" className="figures text-small text-faint @max-2xl:hidden">
                {words.policies.readers(live, format.number(live))}
              </span>
            </>
          );
        }}
      />
    </>
  );
}

function MakePolicy() {
  const words = useRightsWords().policies;
  const address = useAddress();
  const [isOpen, setOpen] = useState(false);
  const [label, setLabel] = useState<Label>('internal');
  const make = useRightsChange(
    (client, body: { readonly name: string; readonly label: Label }) => client.call(routes.createPolicy, { body }),
    (policy) => {
      setOpen(false);
      address.push({ policy: policy.id });
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
          onSubmit={(name) => make.mutate({ name, label })}
          onClose={() => setOpen(false)}
        >
          <LabelSelect value={label} onChange={setLabel} />
        </TextDialog>
      )}
    </>
  );
}
