import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { queryKeys } from '../api/query-keys.ts';
import { useDocumentCounts, useDocuments, useCollections } from '../api/document-queries.ts';
import { useMe } from '../api/identity-queries.ts';
import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { useCounts } from '../messages/use-counts.ts';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { FileKind } from '../ui/file-kind.tsx';

const suggestedDocuments = 4;

interface EmptyAskProps {
  readonly questionBox: ReactNode;
  /** Puts the beginning of a question into the box. */
  readonly onBegin: (text: string) => void;
}

/** The desk before the first question: what can be asked of, and documents to begin with. */
export function EmptyAsk({ questionBox, onBegin }: EmptyAskProps) {
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
    void queryClient.invalidateQueries({ queryKey: queryKeys.documentLists });
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
      {isEmpty ? <NoDocuments /> : <Beginnings onBegin={onBegin} />}
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
  return (
    <div className="flex flex-col items-start gap-2 rounded-box border border-dashed border-line-strong px-4 py-4">
      <p className="font-semibold">{messages.ask.noDocumentsTitle}</p>
      <p className="text-soft">{messages.ask.noDocumentsBody}</p>
      <Button look="primary" onClick={() => address.go('/documents')}>
        {messages.ask.addDocuments}
      </Button>
    </div>
  );
}

function Beginnings({ onBegin }: Pick<EmptyAskProps, 'onBegin'>) {
  const messages = useMessages();
  const documents = useDocuments({ states: ['published'] });
  const items = documents.data?.pages[0]?.items.slice(0, suggestedDocuments) ?? [];
  if (items.length === 0) return null;
  return (
    <section className="appear flex flex-col gap-2 pt-2">
      <h3 className="text-small font-medium text-faint">{messages.ask.startFrom}</h3>
      <ul className="grid grid-cols-1 gap-2 tablet:grid-cols-2">
        {items.map((document) => (
          <li key={document.id}>
            <button
              type="button"
              onClick={() => onBegin(messages.ask.scaffold(document.title))}
              className="flex w-full items-center gap-3 rounded-box border border-line px-3 py-2.5 text-start transition-colors hover:border-line-strong hover:bg-sheet"
            >
              <FileKind mediaType={document.mediaType} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-ui font-medium">{document.title}</span>
                <span className="block truncate text-tiny text-faint">
                  {pathBesideTitle(document.title, document.path) || document.collectionName}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
