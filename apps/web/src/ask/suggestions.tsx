import { ArrowUpRight } from 'lucide-react';
import { useSuggestions } from '../api/desk-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';
import { useQuestionOf } from './use-question-of.ts';

const shown = 4;

interface SuggestionsProps {
  /** Ids of collections; empty: all. */
  readonly scope: readonly string[];
  readonly onAsk: (question: string) => void;
}

/** Questions made of titles and headings of documents that the person may read now. A chosen one is asked. */
export function Suggestions({ scope, onAsk }: SuggestionsProps) {
  const words = useMessages().desk.suggested;
  const questionOf = useQuestionOf();
  const blocked = useBlocks().answer;
  const items = useSuggestions(scope, shown).data?.items ?? [];
  // What cannot be suggested is not missed: the box above is enough.
  if (items.length === 0) return null;
  return (
    <section className="appear flex flex-col gap-1 pt-1">
      <h3 className="text-small font-medium text-faint">{words.label}</h3>
      <ul className="-mx-3 flex flex-col">
        {items.map((suggestion) => (
          <li key={suggestion.documentId}>
            <button
              type="button"
              disabled={blocked !== null}
              onClick={() => onAsk(questionOf(suggestion))}
              className="group flex w-full items-center gap-3 rounded-box px-3 py-2 text-start transition-colors hover:bg-hover"
            >
              <span className="min-w-0 flex-1">
                <span className="block">{questionOf(suggestion)}</span>
                <span className="block truncate text-small text-faint">{suggestion.collectionName}</span>
              </span>
              <ArrowUpRight aria-hidden className="size-4 shrink-0 text-faint group-hover:text-accent" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
