import type { DocumentView } from '@carrel/contract';
import { FileClock, FileWarning } from 'lucide-react';
import { useMessages } from '../messages/language.tsx';
import { StateBadge } from '../documents/state-badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

/** A document of which no version is published yet: why, and how far it is. */
export function NotReadable({ document }: { readonly document: DocumentView }) {
  const messages = useMessages();
  if (document.reason) {
    return (
      <EmptyState icon={<FileWarning className="size-8" strokeWidth={1.5} />} title={messages.reader.failedTitle}>
        {document.reason.text}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<FileClock className="size-8" strokeWidth={1.5} />}
      title={messages.reader.noTextTitle}
      action={<StateBadge document={document} />}
    >
      {messages.reader.noTextBody}
    </EmptyState>
  );
}
