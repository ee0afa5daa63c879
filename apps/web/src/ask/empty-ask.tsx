import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { queryKeys } from '../api/query-keys.ts';
import { useDocumentCounts, useCollections } from '../api/document-queries.ts';
import { useMe } from '../api/identity-queries.ts';
import { useCounts } from '../messages/use-counts.ts';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { Suggestions } from './suggestions.tsx';

interface EmptyAskProps {
  readonly questionBox: ReactNode;
  /** Ids of the collections that are looked in; empty: all. */
  readonly scope: readonly string[];
  readonly onAsk: (question: string) => void;
}

/** The desk before the first question: what can be asked of, and questions that the documents suggest. */
export function EmptyAsk({ questionBox, scope, onAsk }: EmptyAskProps) {
  const messages = useMessages();
  const words = messages.ask;
  const count = useDocumentCounts({});
  const counts = useCounts();
  const collections = useCollections();
  const publishedCount = count.data?.byState.published ?? 0;
  const isEmpty = count.isSuccess && publishedCount === 0;
  // On the first run the sample is still being read in: what is listed here grows with it.
  const queryClient = useQueryClient();
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: queryKeys.collections });
    void queryClient.invalidateQueries({ queryKey: queryKeys.allSuggestions });
  }, [queryClient, publishedCount]);

  return (
    <div className="mx-auto flex w-full max-w-[720px] flex-col gap-6 px-4 pt-[clamp(24px,14vh,150px)] pb-10 tablet:px-6">
      <div className="flex flex-col gap-2">
        <h2 className="font-text text-display font-semibold tracking-tight">{words.greeting}</h2>
        <p className="min-h-6 text-soft">
          {count.isSuccess &&
            collections.isSuccess &&
            !isEmpty &&
            words.grounds(counts.documents(publishedCount), counts.collections(collections.data.items.length))}
        </p>
      </div>
      {questionBox}
      <ModelNote />
      {isEmpty ? <NoDocuments /> : <Suggestions scope={scope} onAsk={onAsk} />}
    </div>
  );
}

function ModelNote() {
  const messages = useMessages();
  const capabilities = useMe().data?.capabilities;
  if (!capabilities) return null;
  if (capabilities.languageModel === null) return <p className="-mt-2 text-small text-faint">{messages.ask.noModel}</p>;
  return capabilities.remoteModelHost === null ? null : (
    <p className="-mt-2 text-small text-danger">{messages.ask.remoteModel(capabilities.remoteModelHost)}</p>
  );
}

function NoDocuments() {
  const messages = useMessages();
  const address = useAddress();
  const isAdmin = useMe().data?.roles.includes('admin') === true;
  return (
    <div className="flex flex-col items-start gap-2 rounded-box border border-dashed border-line-strong px-4 py-4">
      <p className="font-semibold">{messages.ask.noDocumentsTitle}</p>
      <p className="text-soft">{messages.ask.noDocumentsBody}</p>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={() => address.go('/documents')}>
          {messages.ask.addDocuments}
        </Button>
        {isAdmin && <Button onClick={() => address.go('/setup', { step: 'folder' })}>{messages.desk.firstSteps.title}</Button>}
      </div>
    </div>
  );
}
