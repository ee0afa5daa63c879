import { TriangleAlert } from 'lucide-react';
import { failureOf } from '../api/failure.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

interface FailureNoteProps {
  readonly error: unknown;
  /** Undefined: the reason's own title. */
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** A failure where it happened: what, why, the next step, and the request id that finds it in the log. */
export function FailureNote({ error, title, onRetry }: FailureNoteProps) {
  const messages = useMessages();
  const failure = failureOf(error, messages);
  return (
    <div role="alert" className="flex gap-3 rounded-box border border-danger/40 bg-danger-soft px-4 py-3 text-ink">
      <TriangleAlert aria-hidden className="mt-1 size-4 shrink-0 text-danger" />
      <div className="flex min-w-0 flex-col items-start gap-2">
        <p className="font-semibold">{title ?? failure.title}</p>
        <p className="text-ui">{failure.detail}</p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {onRetry && (
            <Button size="small" onClick={onRetry}>
              {messages.common.retry}
            </Button>
          )}
          {failure.requestId !== '' && (
            <span className="flex min-w-0 items-center gap-1 text-small text-soft">
              {messages.common.requestId} <code className="truncate font-mono text-code">{failure.requestId}</code>
              <CopyButton text={failure.requestId} label={messages.common.copyRequestId} />
            </span>
          )}
        </div>
      </div>
    </div>
  );
}
