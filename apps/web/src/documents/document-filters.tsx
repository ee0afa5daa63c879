import type { CollectionView } from '@carrel/contract';
import { useEffect, useRef, useState } from 'react';
import { useDocumentCounts } from '../api/document-queries.ts';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { useKey } from '../shell/use-key.ts';
import { inputLook } from '../ui/field.tsx';
import { SelectField } from '../ui/select-field.tsx';
import type { StateChip } from './document-state.ts';
import { countOfChip } from './document-state.ts';
import type { ChosenFilter } from './use-document-filter.ts';

const chips: readonly StateChip[] = ['all', 'published', 'working', 'failed', 'quarantined'];
const typingPauseMs = 200;

interface DocumentFiltersProps {
  readonly filter: ChosenFilter;
  readonly collections: readonly CollectionView[];
}

/** Chips with counts, a box for title or path, and the collection. */
export function DocumentFilters({ filter: { base, chip, collectionId, text }, collections }: DocumentFiltersProps) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.documents;
  const address = useAddress();
  const counts = useDocumentCounts(base).data;

  return (
    <div className="flex shrink-0 flex-col gap-2 border-b border-line px-4 py-2.5 tablet:px-6">
      <div className="flex flex-wrap items-center gap-2">
        <TextFilter key={text === null ? 'empty' : 'text'} text={text ?? ''} />
        {collections.length > 1 && (
          <SelectField
            label={words.collection}
            value={collectionId ?? ''}
            options={[
              { value: '', text: messages.ask.allCollections },
              ...collections.map((collection) => ({ value: collection.id, text: collection.name })),
            ]}
            onChange={(value) => address.replace({ in: value })}
            className="w-36 shrink-0 tablet:w-48"
          />
        )}
      </div>
      <div role="group" aria-label={words.columns.state} className="flex flex-wrap gap-1">
        {chips.map((one) => {
          const count = counts ? countOfChip(one, counts) : null;
          if ((one === 'quarantined' || one === 'working') && !count && chip !== one) return null;
          return (
            <button
              key={one}
              type="button"
              aria-pressed={chip === one}
              onClick={() => address.replace({ state: one === 'all' ? null : one })}
              className={classNames(
                'inline-flex h-7 items-center gap-1.5 rounded-round border px-2.5 text-small font-medium transition-colors',
                chip === one ? 'border-accent bg-accent-soft text-accent' : 'border-transparent hover:bg-hover',
                chip !== one && (one === 'failed' && count ? 'text-danger' : 'text-soft'),
              )}
            >
              {words.states[one]}
              <span className="figures font-normal">{count === null ? '' : format.number(count)}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

function TextFilter({ text }: { readonly text: string }) {
  const messages = useMessages();
  const address = useAddress();
  const ref = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  useKey('/', () => ref.current?.focus());
  useEffect(() => {
    if (typed.trim() === text) return undefined;
    const timer = setTimeout(() => address.replace({ filter: typed.trim() }), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed, text, address]);
  return (
    <input
      ref={ref}
      type="search"
      value={typed}
      maxLength={200}
      aria-label={messages.documents.filter}
      placeholder={messages.documents.filter}
      onChange={(event) => setTyped(event.target.value)}
      className={classNames(inputLook, 'min-w-40 flex-1')}
    />
  );
}
