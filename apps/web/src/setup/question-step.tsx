import { MessageSquareText } from 'lucide-react';
import { useSuggestions } from '../api/desk-queries.ts';
import { useQuestionOf } from '../ask/use-question-of.ts';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { StepActions } from './step-actions.tsx';

const shown = 5;

/** Questions that the documents suggest. The chosen one stands in the box on the desk, and Enter asks it. */
export function QuestionStep() {
  const words = useFirstRunWords().question;
  const address = useAddress();
  const questionOf = useQuestionOf();
  const suggestions = useSuggestions([], shown);
  const items = suggestions.data?.items ?? [];
  return (
    <>
      <p className="text-soft">{items.length > 0 || suggestions.isPending ? words.body : words.none}</p>
      {suggestions.isPending && <SkeletonLines lines={4} />}
      {suggestions.isError && <FailureNote error={suggestions.error} onRetry={() => void suggestions.refetch()} />}
      <ul className="flex flex-col gap-2">
        {items.map((suggestion) => (
          <li key={suggestion.documentId}>
            <button
              type="button"
              onClick={() => address.go('/', { q: questionOf(suggestion) })}
              className="flex w-full items-center gap-3 rounded-box border border-line bg-sheet px-4 py-2.5 text-start hover:border-line-strong hover:bg-hover/60"
            >
              <MessageSquareText aria-hidden className="size-4 shrink-0 text-accent" />
              <span className="min-w-0 flex-1">{questionOf(suggestion)}</span>
            </button>
          </li>
        ))}
      </ul>
      <StepActions>
        <Button look={items.length === 0 ? 'primary' : 'quiet'} onClick={() => address.go('/')}>
          {words.own}
        </Button>
      </StepActions>
    </>
  );
}
