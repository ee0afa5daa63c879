import type { DocumentView } from '@carrel/contract';
import { useRetryDocument } from '../api/document-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';

/** Tries a failed document again, from where its failure is read. */
export function RetryButton({ document }: { readonly document: DocumentView }) {
  const messages = useMessages();
  const blocked = useBlocks().change;
  const retry = useRetryDocument();
  return (
    <Button
      size="small"
      blocked={blocked}
      disabled={retry.isPending}
      onClick={(event) => {
        event.stopPropagation();
        retry.mutate(document);
      }}
    >
      {messages.common.retry}
    </Button>
  );
}
