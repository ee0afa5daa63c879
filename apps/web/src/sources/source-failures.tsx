import type { SourceView } from '@carrel/contract';
import { useState } from 'react';
import { useSourceFailures } from '../api/source-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';

/** The files that are not searchable, each with its reason, when somebody wants to know. */
export function SourceFailures({ source }: { readonly source: SourceView }) {
  const words = useMessages().sources;
  const [isShown, setShown] = useState(false);
  const detail = useSourceFailures(source, isShown);
  const failed = (source.lastRun?.failed ?? 0) + (source.documents.failed ?? 0) + (source.documents.quarantined ?? 0);
  if (failed === 0) return null;
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="small" look="plain" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? words.hideFailures : words.showFailures}
      </Button>
      {isShown && detail.isError && <FailureNote error={detail.error} onRetry={() => void detail.refetch()} />}
      {isShown && detail.data !== undefined && (
        <ul className="flex w-full flex-col gap-1 text-small">
          {detail.data.failures.map(({ path, reason }) => (
            <li key={path} className="min-w-0 break-words">
              <span className="font-medium">{path}</span> <span className="text-soft">{reason.text}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
