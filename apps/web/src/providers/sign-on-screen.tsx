import { LogIn } from 'lucide-react';
import { useProviderSettings } from '../api/rights-queries.ts';

import { RightsFrame } from '../rights/rights-frame.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { AllSessions } from './all-sessions.tsx';
import { ProviderCard } from './provider-card.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** How people get in: the identity providers with a test of each, and where everybody is signed in. */
export function SignOnScreen() {
  const words = useRightsWords().signOn;
  return (
    <RightsFrame title={words.title}>
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        <div className="mx-auto flex w-full max-w-[820px] flex-col gap-8 px-4 py-6 tablet:px-6">
          <section className="flex flex-col gap-4">
            <h2 className="text-lead font-semibold">{words.providers}</h2>
            <Providers />
          </section>
          <section className="flex flex-col gap-4 border-t border-line pt-6">
            <h2 className="text-lead font-semibold">{words.sessions}</h2>
            <AllSessions />
          </section>
        </div>
      </div>
    </RightsFrame>
  );
}

function Providers() {
  const words = useRightsWords().signOn;
  const providers = useProviderSettings();
  if (providers.isPending) return <SkeletonLines lines={4} />;
  if (providers.isError) return <FailureNote error={providers.error} onRetry={() => void providers.refetch()} />;
  if (providers.data.items.length === 0)
    return (
      <EmptyState icon={<LogIn className="size-8" strokeWidth={1.5} />} title={words.none}>
        {words.noneBody}
      </EmptyState>
    );
  return providers.data.items.map((provider) => <ProviderCard key={provider.name} provider={provider} />);
}
