import type { Me } from '@carrel/contract';
import { useMe, useModels } from '../api/identity-queries.ts';
import { Boxes } from 'lucide-react';
import { useMessages } from '../messages/language.tsx';
import { WorkHeader } from '../shell/work-header.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { EmbeddingSection } from './embedding-section.tsx';
import { ModelCard } from './model-card.tsx';

/** Models: what was found on this machine, what is in use, and what is missing. */
export function ModelsScreen() {
  const messages = useMessages();
  const words = messages.models;
  const models = useModels();
  const me = useMe().data ?? null;
  const items = models.data?.items.toSorted((a, b) => Number(b.isInUse) - Number(a.isInUse)) ?? [];
  return (
    <>
      <WorkHeader title={words.title} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[820px] flex-col gap-4 px-4 py-5 tablet:px-6">
          <p className="text-soft">{words.intro}</p>
          {me !== null && <InUse me={me} />}
          {models.isPending && <SkeletonLines lines={6} />}
          {models.isError && <FailureNote error={models.error} onRetry={() => void models.refetch()} />}
          {models.isSuccess && items.length === 0 && (
            <EmptyState icon={<Boxes className="size-8" strokeWidth={1.5} />} title={words.noneTitle}>
              {words.noneBody}
            </EmptyState>
          )}
          <ul className="flex flex-col gap-3">
            {items.map((model) => (
              <li key={`${model.name} ${model.source}`}>
                <ModelCard model={model} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </>
  );
}

/** What is missing, and what can be changed. */
function InUse({ me }: { readonly me: Me }) {
  const words = useMessages().models;
  return (
    <>
      {me.capabilities.languageModel === null && <Missing text={words.noLanguageModel} />}
      {me.capabilities.embeddingModel === null && <Missing text={words.noEmbeddingModel} />}
      {me.roles.includes('admin') && <EmbeddingSection />}
    </>
  );
}

function Missing({ text }: { readonly text: string }) {
  return <p className="rounded-box border border-dashed border-line-strong px-4 py-3 text-soft">{text}</p>;
}
