import type { DocumentView } from '@carrel/contract';
import { CircleAlert } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { isWorking } from './document-state.ts';
import { useStageText } from './use-stage-text.ts';

interface StateBadgeProps {
  readonly document: DocumentView;
  /** In narrow lists: that all is well is said by the dot alone. */
  readonly isTerse?: boolean;
}

/** The state of a document; while it is worked on, the stage and how far it is. */
export function StateBadge({ document, isTerse = false }: StateBadgeProps) {
  const words = useMessages().documents;
  const { state } = document;
  if (isWorking(state)) return <WorkingBadge document={document} />;
  const isBad = state === 'failed' || state === 'quarantined';
  return (
    <span className={classNames('inline-flex items-center gap-1.5 text-small', isBad ? 'font-medium text-danger' : 'text-soft')}>
      {isBad ? <CircleAlert aria-hidden className="size-3.5" /> : <span aria-hidden className="size-1.5 rounded-round bg-accent" />}
      <span className={isTerse && !isBad ? '@max-2xl:sr-only' : undefined}>{words.state[state]}</span>
    </span>
  );
}

function WorkingBadge({ document: { state, progress } }: { readonly document: DocumentView }) {
  const stage = useStageText();
  const text = stage(state, progress);
  return (
    <span className="inline-flex w-full min-w-24 flex-col gap-1">
      <span className="figures truncate text-small text-accent">{text}</span>
      <ProgressBar label={text} share={progress && progress.total > 0 ? progress.done / progress.total : null} />
    </span>
  );
}
