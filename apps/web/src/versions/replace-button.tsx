import type { DocumentView } from '@carrel/contract';
import { Upload } from 'lucide-react';
import { useRef } from 'react';
import { useReplaceDocument } from '../api/version-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';

/** Chooses a file of this machine as the next version of the document, and says what became of it. */
export function ReplaceButton({ document, label }: { readonly document: DocumentView; readonly label?: string }) {
  const words = useMessages().versions;
  const input = useRef<HTMLInputElement>(null);
  const replace = useReplaceDocument();
  const blocked = useBlocks().upload;
  const outcome = replace.data?.files[0];
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) replace.mutate({ document, file });
          event.target.value = '';
        }}
      />
      <Button size="small" blocked={blocked} disabled={replace.isPending} onClick={() => input.current?.click()}>
        <Upload aria-hidden className="size-3.5" />
        {label ?? words.replace}
      </Button>
      <p role="status" className="text-soft empty:hidden">
        {replace.isPending ? words.replacing : outcome === undefined ? '' : sentenceOf(outcome, words)}
      </p>
      {replace.isError && <FailureNote error={replace.error} />}
    </>
  );
}

type Outcome = NonNullable<ReturnType<typeof useReplaceDocument>['data']>['files'][number];

function sentenceOf(outcome: Outcome, words: ReturnType<typeof useMessages>['versions']): string {
  switch (outcome.outcome) {
    case 'accepted':
      return words.accepted;
    case 'unchanged':
      return words.unchanged;
    case 'refused':
      return outcome.reason.text;
  }
}
