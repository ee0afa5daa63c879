import { FilePlus2, FileSearch } from 'lucide-react';
import { useMe } from '../api/identity-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import type { FileWithPath } from '../uploads/collect-files.ts';
import { filesOfInput } from '../uploads/collect-files.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

interface EmptyDocumentsProps {
  readonly isFiltered: boolean;
  readonly canWrite: boolean;
  readonly onFiles: (files: readonly FileWithPath[]) => void;
}

export function EmptyDocuments({ isFiltered, canWrite, onFiles }: EmptyDocumentsProps) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.documents;
  const address = useAddress();
  const types = useMe().data?.capabilities.uploadTypes ?? [];
  const blocked = useBlocks().upload;
  if (isFiltered) {
    return (
      <EmptyState
        icon={<FileSearch className="size-8" strokeWidth={1.5} />}
        title={words.noMatchTitle}
        action={<Button onClick={() => address.replace({ state: null, in: null, filter: null })}>{words.clear}</Button>}
      >
        {words.noMatchBody}
      </EmptyState>
    );
  }
  if (!canWrite) return <EmptyState title={words.emptyTitle}>{words.emptyForbidden}</EmptyState>;
  return (
    <EmptyState
      icon={<FilePlus2 className="size-8" strokeWidth={1.5} />}
      title={words.emptyTitle}
      action={
        <label className="inline-flex h-9 cursor-pointer items-center rounded-box border border-accent-ground bg-accent-ground px-3.5 text-ui font-medium text-on-accent focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent">
          {words.upload}
          <input
            type="file"
            multiple
            disabled={blocked !== null}
            title={blocked ?? undefined}
            aria-describedby={blocked === null ? undefined : 'service-state'}
            className="sr-only"
            onChange={(event) => onFiles(filesOfInput(event.target.files))}
          />
        </label>
      }
    >
      <p>{words.emptyBody}</p>
      {types.length > 0 && (
        <p className="pt-2 text-small text-faint">
          {words.types(format.list(types.flatMap((type) => type.extensions).map((extension) => extension.replace('.', '').toUpperCase())))}
        </p>
      )}
    </EmptyState>
  );
}
