import type { UserAccessView } from '@carrel/contract';
import { usePersonAccess } from '../api/rights-queries.ts';
import { useCounts } from '../messages/use-counts.ts';

import { MomentPicker, useMoment } from '../rights/moment-picker.tsx';
import { PaneList, PaneSection } from '../rights/pane-parts.tsx';
import { ReasonChain } from '../rights/reason-chain.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** What somebody may read, and every way by which they may, now or at a moment of the past. */
export function PersonAccess({ id }: { readonly id: string }) {
  const words = useRightsWords().person;
  const access = usePersonAccess(id, useMoment());
  return (
    <PaneSection title={words.mayRead}>
      <MomentPicker />
      {access.isPending && <SkeletonLines lines={3} />}
      {access.isError && <FailureNote error={access.error} onRetry={() => void access.refetch()} />}
      {access.data?.policies.length === 0 && <p className="text-ui text-soft">{words.nothing}</p>}
      {access.data !== undefined && access.data.policies.length > 0 && (
        <PaneList>
          {access.data.policies.map((policy) => (
            <Readable key={policy.id} policy={policy} />
          ))}
        </PaneList>
      )}
    </PaneSection>
  );
}

function Readable({ policy }: { readonly policy: UserAccessView['policies'][number] }) {
  const words = useRightsWords();
  const counts = useCounts();
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-ui font-medium">
        {policy.name}
        <span className="text-small font-normal text-faint">
          {words.labels[policy.label]} · {counts.documents(policy.documentCount)}
        </span>
      </p>
      {policy.reasons.map((reason, index) => (
        <ReasonChain key={index} reason={reason} policy={policy.name} />
      ))}
    </li>
  );
}
