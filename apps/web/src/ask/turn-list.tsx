import { useEffect, useMemo, useRef } from 'react';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useTrail } from '../reader/reader-context.tsx';
import type { TrailStop } from '../reader/trail.ts';
import { LiveRegion } from '../ui/live-region.tsx';
import { targetOf } from './citation-target.ts';
import { withoutMarks } from './citation-marks.ts';
import { TurnBlock } from './turn-block.tsx';
import type { TurnView } from './turn-view.ts';

interface TurnListProps {
  readonly turns: readonly TurnView[];
  readonly onAskAgain: (question: string) => void;
  readonly onLookAgain: () => void;
}

/**
 * The turns of a conversation. A new question is scrolled to the top and its block keeps the height of the pane, so that
 * the answer grows into free space and nothing that is being read moves.
 */
export function TurnList({ turns, onAskAgain, onLookAgain }: TurnListProps) {
  const format = useFormat();
  const messages = useMessages();
  const lastRef = useRef<HTMLLIElement>(null);
  const last = turns.at(-1);
  const lastKey = last?.key;
  const isRunning = turns.some((turn) => turn.live?.outcome.kind === 'running');

  useTrail(useMemo(() => trailOf(turns), [turns]));

  useEffect(() => {
    lastRef.current?.scrollIntoView({ block: 'start' });
  }, [lastKey]);

  const result = last?.live?.outcome.kind === 'done' ? last.live.outcome.result : null;
  const spoken = result ? messages.ask.answerComplete(format.number(result.citations.length)) : withoutMarks(last?.live?.newest ?? '');

  return (
    <div className="min-h-0 flex-1 overflow-y-auto [container-type:size]">
      <ol>
        {turns.map((turn) => (
          <li
            key={turn.key}
            ref={turn.key === lastKey ? lastRef : null}
            className="mx-auto w-full max-w-[768px] border-b border-line px-4 py-7 last:min-h-[100cqh] last:border-b-0 tablet:px-6"
          >
            <TurnBlock turn={turn} canAsk={!isRunning} onAskAgain={onAskAgain} onLookAgain={onLookAgain} />
          </li>
        ))}
      </ol>
      <LiveRegion text={spoken} />
    </div>
  );
}

/** The citations of all turns, in order: what `[` and `]` walk through. */
function trailOf(turns: readonly TurnView[]): readonly TrailStop[] {
  return turns.flatMap((turn) => {
    const result =
      turn.live?.outcome.kind === 'done' ? turn.live.outcome.result : turn.stored?.state === 'complete' ? turn.stored.result : null;
    const citations = result?.citations ?? turn.live?.citations ?? [];
    return citations.map((citation) => ({ target: targetOf(citation), group: turn.key, isMarked: true }));
  });
}
