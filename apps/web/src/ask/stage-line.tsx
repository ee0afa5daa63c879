import { useCollections } from '../api/document-queries.ts';
import { useCounts } from '../messages/use-counts.ts';
import { useLanguage } from '../messages/language.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import type { LiveTurn } from './live-turn.ts';

/** One live line while an answer is made: what is happening, and how far it is. */
export function StageLine({ turn }: { readonly turn: LiveTurn }) {
  const { messages, format } = useLanguage();
  const counts = useCounts();
  const collections = useCollections();
  const searchedCount = turn.collections.length > 0 ? turn.collections.length : (collections.data?.items.length ?? 0);
  const searched = counts.collections(searchedCount);
  const words = messages.ask;

  if (turn.stage === 'sending') return <Line text={words.sending} share={null} label={words.sending} />;
  if (turn.passages === null) return <Line text={words.searching(searched)} share={null} label={words.searching(searched)} />;
  const now =
    turn.stage === 'reading'
      ? turn.readShare === null
        ? words.reading
        : words.readingPercent(format.percent(turn.readShare))
      : turn.stage === 'checking'
        ? words.checking
        : words.writing;
  return (
    <Line
      text={`${words.searched(searched)} · ${counts.passages(turn.passages.length)} · ${now}`}
      share={turn.stage === 'reading' ? turn.readShare : null}
      label={now}
    />
  );
}

function Line({ text, share, label }: { readonly text: string; readonly share: number | null; readonly label: string }) {
  return (
    // The bar takes no room of its own: nothing moves when it goes.
    <div className="relative">
      <p className="figures flex items-center gap-2 text-ui text-soft">
        <span aria-hidden className="skeleton size-2 shrink-0 rounded-round! bg-accent!" />
        {text}
      </p>
      {share !== null && <ProgressBar label={label} share={share} className="absolute -bottom-2 left-0 w-full max-w-[360px]" />}
    </div>
  );
}
