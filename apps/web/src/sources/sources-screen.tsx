import { FolderSync } from 'lucide-react';
import { useMe } from '../api/identity-queries.ts';
import { useSources } from '../api/source-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { WorkHeader } from '../shell/work-header.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { AddFolderForm } from './add-folder-form.tsx';
import { SourceRow } from './source-row.tsx';

/** Watched folders: how each goes, and the way to add one. */
export function SourcesScreen() {
  const words = useMessages().sources;
  const isAdmin = useMe().data?.roles.includes('admin') === true;
  return (
    <>
      <WorkHeader title={words.title} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[820px] flex-col gap-6 px-4 py-5 tablet:px-6">
          {isAdmin ? <Sources /> : <p className="text-soft">{words.forAdmins}</p>}
        </div>
      </div>
    </>
  );
}

function Sources() {
  const words = useMessages().sources;
  const sources = useSources();
  return (
    <>
      <p className="text-soft">{words.body}</p>
      <AddFolderForm />
      <section className="flex flex-col gap-3 border-t border-line pt-6">
        <h2 className="text-lead font-semibold">{words.watched}</h2>
        {sources.isPending && <SkeletonLines lines={3} />}
        {sources.isError && <FailureNote error={sources.error} onRetry={() => void sources.refetch()} />}
        {sources.data?.items.length === 0 && (
          <EmptyState icon={<FolderSync className="size-8" strokeWidth={1.5} />} title={words.none}>
            {words.noneBody}
          </EmptyState>
        )}
        {sources.data !== undefined && sources.data.items.length > 0 && (
          <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
            {sources.data.items.map((source) => (
              <SourceRow key={source.id} source={source} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
