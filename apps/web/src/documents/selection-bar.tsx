import { routes } from '@carrel/contract';
import { RotateCcw, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useBlocks } from '../api/service-state.tsx';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useCounts } from '../messages/use-counts.ts';
import { useReader } from '../reader/reader-context.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import type { DocumentSelection } from './use-document-selection.ts';
import { useEachDocument } from './use-each-document.ts';

/** What can be done with all chosen documents; there while some are chosen. */
export function SelectionBar({ selection }: { readonly selection: DocumentSelection }) {
  const messages = useMessages();
  const words = messages.desk.selection;
  const format = useFormat();
  const counts = useCounts();
  const reader = useReader();
  const { client } = useApi();
  const each = useEachDocument();
  const blocked = useBlocks().change;
  const [isAsking, setAsking] = useState(false);
  const { chosen } = selection;
  if (chosen.length === 0 && !each.isWorking) return null;
  const retryable = chosen.filter(({ reason }) => reason?.isRetryable === true);
  const remove = async () => {
    const openId = reader.target?.documentId;
    const failedCount = await each.run(chosen, ({ id }) => client.call(routes.deleteDocument, { params: { id } }));
    if (failedCount > 0) return;
    if (chosen.some(({ id }) => id === openId)) reader.close();
    setAsking(false);
    selection.clear();
  };
  const retry = async () => {
    await each.run(retryable, ({ id }) => client.call(routes.retryDocument, { params: { id } }));
    selection.clear();
  };
  return (
    <div
      role="group"
      aria-label={words.label}
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-4 py-1.5 tablet:px-6"
    >
      <p role="status" className="figures flex-1 text-small font-medium">
        {each.isWorking ? words.working(format.number(each.doneCount)) : words.chosen(counts.documents(chosen.length))}
      </p>
      {retryable.length > 0 && (
        <Button size="small" blocked={blocked} disabled={each.isWorking} onClick={() => void retry()}>
          <RotateCcw aria-hidden className="size-3.5" />
          {words.retry(format.number(retryable.length))}
        </Button>
      )}
      <Button size="small" look="danger" blocked={blocked} disabled={each.isWorking} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden className="size-3.5" />
        {messages.common.delete}
      </Button>
      <Button size="small" look="plain" disabled={each.isWorking} onClick={selection.clear}>
        <X aria-hidden className="size-3.5" />
        {words.clear}
      </Button>
      {each.error !== null && !isAsking && <FailureNote error={each.error} />}
      {isAsking && (
        <ConfirmDialog
          title={words.deleteTitle(counts.documents(chosen.length))}
          action={messages.common.delete}
          isWorking={each.isWorking}
          error={each.error}
          onClose={() => setAsking(false)}
          onConfirm={() => void remove()}
        >
          {words.deleteBody}
        </ConfirmDialog>
      )}
    </div>
  );
}
