import type { ReadingReasonView } from '@carrel/contract';
import { ChevronRight, Globe, UserRound, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '../messages/language.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

interface ReasonChainProps {
  readonly reason: ReadingReasonView;
  /** The name of the policy at its end. */
  readonly policy: string;
}

/** One way to a policy, drawn: from the group that the person is in, outwards to the one that the grant names, to the policy. */
export function ReasonChain({ reason, policy }: ReasonChainProps) {
  const words = useRightsWords();
  const format = useFormat();
  const { right, principal, groups, validFrom, validTo } = reason;
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-1 text-small">
      {principal === 'everyone' && (
        <Link icon={<Globe aria-hidden className="size-3.5" />} isFirst>
          {words.everyone}
        </Link>
      )}
      {principal !== 'everyone' && groups.length === 0 && (
        <Link icon={<UserRound aria-hidden className="size-3.5" />} isFirst>
          {words.directly}
        </Link>
      )}
      {groups.map(({ id, name }, index) => (
        <Link key={id} icon={<Users aria-hidden className="size-3.5" />} isFirst={index === 0}>
          {name}
        </Link>
      ))}
      <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint rtl:rotate-180" />
      <span className="font-medium">
        {words.rights[right]} · {policy}
      </span>
      <span className="text-faint">
        <span title={format.exactTime(validFrom)}>{words.since(format.day(validFrom))}</span>
        {validTo !== null && <span title={format.exactTime(validTo)}> {words.until(format.day(validTo))}</span>}
      </span>
    </div>
  );
}

function Link({ icon, isFirst, children }: { readonly icon: ReactNode; readonly isFirst: boolean; readonly children: ReactNode }) {
  return (
    <>
      {!isFirst && <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint rtl:rotate-180" />}
      <span className="inline-flex items-center gap-1.5 rounded-round border border-line bg-sheet px-2 py-0.5 text-soft">
        {icon}
        {children}
      </span>
    </>
  );
}
