import type { DocumentView } from '@carrel/contract';
import { CircleAlert } from 'lucide-react';
import { useFormat, useMessages } from '../messages/language.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { isWorking } from './document-state.ts';

interface StateBadgeProps {
  readonly document: DocumentView;
  /** In narrow lists: that all is well is said by the dot alone. */
  readonly isTerse?: boolean;
}

/** The state of a document; while it is worked on, the stage and how far it is. */
export function StateBadge({ document, isTerse = false }: StateBadgeProps) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.documents;
  const { state, progress } = document;
  if (isWorking(state)) {
    const stage = words.state[progress?.stage ?? state];
    const text =
      progress && progress.total > 0 ? words.progress(stage, format.number(progress.done), format.number(progress.total)) : stage;
    return (
      <span className="inline-flex w-full min-w-24 flex-col gap-1">
        <span className="figures truncate text-small text-accent">{text}</span>
        <ProgressBar label={text} share={progress && progress.total > 0 ? progress.done / progress.total : null} />
      </span>
    );
  }
  const isBad = state === 'failed' || state === 'quarantined';
  return (
    <span
      className={
        isBad
          ? 'inline-flex items-center gap-1.5 text-small font-medium text-danger'
          : 'inline-flex items-center gap-1.5 text-small text-soft'
      }
    >
      {isBad ? <CircleAlert aria-hidden className="size-3.5" /> : <span aria-hidden className="size-1.5 rounded-round bg-accent" />}
      <span className={isTerse && !isBad ? '@max-2xl:sr-only' : undefined}>{words.state[state]}</span>
    </span>
  );
}
