import type { CitationView } from '@carrel/contract';
import { HoverCard } from 'radix-ui';
import { useState } from 'react';
import { classNames } from '../lib/class-names.ts';
import { placeText } from '../lib/place-text.ts';
import { useLanguage } from '../messages/language.tsx';
import { isSameTarget } from '../reader/reader-target.ts';
import { useReader } from '../reader/reader-context.tsx';
import { targetOf } from './citation-target.ts';
import { CitationCard } from './citation-card.tsx';

/**
 * The numbered chip behind a sentence. Hover or focus shows the quote; click or Enter opens the document at it, which shows more
 * than the card: so the card goes, and Esc closes the document at once.
 */
export function CitationChip({ citation }: { readonly citation: CitationView }) {
  const { messages, format } = useLanguage();
  const reader = useReader();
  const [isCardShown, setCardShown] = useState(false);
  const target = targetOf(citation);
  const isOpen = reader.target !== null && isSameTarget(reader.target, target);
  const number = format.number(citation.number);
  const place = placeText(citation, { messages, format });
  const name = place === null ? messages.ask.citation(number, citation.title) : messages.ask.citationPlace(number, citation.title, place);
  return (
    <HoverCard.Root open={isCardShown && !isOpen} onOpenChange={setCardShown} openDelay={120} closeDelay={80}>
      <HoverCard.Trigger asChild>
        <button
          type="button"
          data-citation={citation.number}
          aria-label={citation.supported ? name : `${name}, ${messages.ask.unsupported}`}
          aria-pressed={isOpen}
          onClick={() => {
            setCardShown(false);
            reader.open(target);
          }}
          className={classNames(
            'figures mr-[2px] inline-flex h-[19px] min-w-[19px] -translate-y-px items-center justify-center rounded-small border px-1 align-middle font-ui text-tiny font-semibold transition-colors',
            isOpen ? 'border-marker-line bg-marker text-on-marker' : 'border-accent/30 bg-accent-soft text-accent hover:border-accent',
            !citation.supported && 'border-dashed',
          )}
        >
          {number}
        </button>
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content
          side="bottom"
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="appear z-50 w-[min(380px,calc(100vw-24px))] rounded-box border border-line-strong bg-sheet p-4 shadow-float"
        >
          <CitationCard citation={citation} />
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}
