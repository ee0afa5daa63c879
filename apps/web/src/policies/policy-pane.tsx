import type { PolicyView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { usePolicies, useRightsChange } from '../api/rights-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { useNow } from '../lib/use-now.ts';
import { PaneHeader, PaneList, PaneSection } from '../rights/pane-parts.tsx';
import { TextDialog } from '../rights/text-dialog.tsx';
import { useAddress } from '../shell/use-address.ts';
import { useKey } from '../shell/use-key.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { GrantForm } from './grant-form.tsx';
import { GrantRow } from './grant-row.tsx';
import { grantTimeOf } from './grant-time.ts';
import { LabelSelect } from './label-select.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** One policy beside the list: its label, its grants of now and to come, and those that have ended. */
export function PolicyPane({ id }: { readonly id: string }) {
  const words = useRightsWords().policies;
  const address = useAddress();
  const policies = usePolicies();
  const policy = policies.data?.items.find((one) => one.id === id);
  const close = () => address.replace({ policy: null });
  useKey('Escape', close);
  return (
    <>
      <PaneHeader title={policy?.name ?? ' '} onClose={close} />
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        {policies.isPending && <SkeletonLines lines={8} className="p-5" />}
        {policies.isError && (
          <div className="p-5">
            <FailureNote error={policies.error} onRetry={() => void policies.refetch()} />
          </div>
        )}
        {policies.data && policy === undefined && <EmptyState title={words.noMatch} />}
        {policy && (
          <>
            <PolicyActions policy={policy} onDeleted={close} />
            <Grants policy={policy} />
          </>
        )}
      </div>
    </>
  );
}

function Grants({ policy }: { readonly policy: PolicyView }) {
  const words = useRightsWords().policies;
  const format = useFormat();
  // What has just been ended has ended now, not with the next half minute.
  const nowMs = Math.max(useNow(), Date.now());
  const live = policy.grants.filter((grant) => grantTimeOf(grant, nowMs) !== 'ended');
  const past = policy.grants.filter((grant) => grantTimeOf(grant, nowMs) === 'ended').toReversed();
  return (
    <>
      <PaneSection title={words.grants}>
        {live.length === 0 && <p className="text-ui text-soft">{words.noGrants}</p>}
        {live.length > 0 && (
          <PaneList>
            {live.map((grant) => (
              <GrantRow key={`${grant.principal} ${grant.right} ${grant.validFrom}`} policy={policy} grant={grant} />
            ))}
          </PaneList>
        )}
      </PaneSection>
      <PaneSection title={words.grant}>
        <GrantForm policy={policy} />
      </PaneSection>
      {past.length > 0 && (
        <details className="px-4 py-5 pair:px-5">
          <summary className="text-ui font-semibold">{words.past(format.number(past.length))}</summary>
          <div className="pt-3">
            <PaneList>
              {past.map((grant) => (
                <GrantRow key={`${grant.principal} ${grant.right} ${grant.validFrom}`} policy={policy} grant={grant} />
              ))}
            </PaneList>
          </div>
        </details>
      )}
    </>
  );
}

function PolicyActions({ policy, onDeleted }: { readonly policy: PolicyView; readonly onDeleted: () => void }) {
  const words = useRightsWords();
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null);
  const change = useRightsChange(
    (client, body: { readonly name?: string; readonly label?: PolicyView['label'] }) =>
      client.call(routes.updatePolicy, { params: { id: policy.id }, body }),
    () => setOpen(null),
  );
  const remove = useRightsChange((client, _input: undefined) => client.call(routes.deletePolicy, { params: { id: policy.id } }), onDeleted);
  return (
    <div className="flex flex-wrap items-end justify-between gap-3 border-b border-line px-4 py-4 pair:px-5">
      <LabelSelect value={policy.label} onChange={(label) => change.mutate({ label })} />
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => setOpen('rename')}>
          {words.groups.rename}
        </Button>
        <Button size="small" look="danger" onClick={() => setOpen('delete')}>
          {words.policies.delete}
        </Button>
      </div>
      {change.error !== null && open === null && <FailureNote error={change.error} />}
      {open === 'rename' && (
        <TextDialog
          title={words.groups.rename}
          label={words.policies.name}
          action={words.groups.rename}
          initial={policy.name}
          isWorking={change.isPending}
          error={change.error}
          onSubmit={(name) => change.mutate({ name })}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'delete' && (
        <ConfirmDialog
          title={words.policies.deleteTitle(policy.name)}
          action={words.policies.delete}
          isWorking={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined)}
          onClose={() => setOpen(null)}
        >
          {words.policies.deleteBody}
        </ConfirmDialog>
      )}
    </div>
  );
}
