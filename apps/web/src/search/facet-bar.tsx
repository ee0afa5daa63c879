import type { SearchFacets } from '@carrel/contract';
import { ChevronDown, X } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { fileKindName } from '../ui/file-kind.tsx';
import { Menu, MenuCheckItem } from '../ui/menu.tsx';
import type { SearchChoice } from './search-choice.ts';
import { searchSorts } from './search-choice.ts';

interface FacetBarProps {
  readonly facets: SearchFacets;
  readonly choice: SearchChoice;
}

/** Narrows what was found by collection, type and age, each with the number of documents, and sorts it. */
export function FacetBar({ facets, choice }: FacetBarProps) {
  const words = useMessages().desk.facets;
  const address = useAddress();
  const { collections, types, period, sort } = choice;
  const isChosen = collections.length > 0 || types.length > 0 || period !== null;
  const periodOptions = facets.changed.map(({ period: value, count }) => ({ value, text: words.periods[value], count }));
  return (
    <div role="group" aria-label={words.label} className="flex flex-wrap items-center gap-1.5 pt-1 pb-2.5">
      <FacetMenu
        name={words.collection}
        chosen={collections}
        options={facets.collections.map(({ id, name, count }) => ({ value: id, text: name, count }))}
        onChange={(next) => address.replace({ within: next.join(',') })}
      />
      <FacetMenu
        name={words.type}
        chosen={types}
        options={facets.types.map(({ mediaType, count }) => ({ value: mediaType, text: fileKindName(mediaType), count }))}
        onChange={(next) => address.replace({ kind: next.join(',') })}
      />
      <FacetMenu
        name={words.changed}
        chosen={period === null ? [] : [period]}
        options={periodOptions}
        onChange={(next) => address.replace({ since: next.at(-1) ?? null })}
      />
      <FacetMenu
        name={words.sort}
        chosen={[sort]}
        isAlwaysOne
        options={searchSorts.map((value) => ({ value, text: words.sorts[value], count: null }))}
        onChange={(next) => address.replace({ sort: next.find((value) => value !== sort) ?? null })}
      />
      {isChosen && (
        <button
          type="button"
          onClick={() => address.replace({ within: null, kind: null, since: null })}
          className="flex h-7 items-center gap-1 rounded-round px-2 text-small text-soft hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
          {words.clear}
        </button>
      )}
    </div>
  );
}

interface FacetMenuProps {
  readonly name: string;
  readonly chosen: readonly string[];
  readonly options: readonly { readonly value: string; readonly text: string; readonly count: number | null }[];
  /** One is chosen at any time, so that being chosen is nothing special. */
  readonly isAlwaysOne?: boolean;
  /** The values chosen from now on, the newest last. */
  readonly onChange: (chosen: readonly string[]) => void;
}

function FacetMenu({ name, chosen, options, isAlwaysOne = false, onChange }: FacetMenuProps) {
  const format = useFormat();
  const names = options.filter(({ value }) => chosen.includes(value)).map(({ text }) => text);
  const isNarrowing = chosen.length > 0 && !isAlwaysOne;
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className={classNames(
            'flex h-7 max-w-60 min-w-0 items-center gap-1 rounded-round border px-2.5 text-small font-medium transition-colors',
            isNarrowing ? 'border-accent bg-accent-soft text-accent' : 'border-line-strong text-soft hover:bg-hover',
          )}
        >
          <span className="truncate">{names.length === 0 ? name : `${name}: ${names.join(', ')}`}</span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0" />
        </button>
      }
    >
      {options.map(({ value, text, count }) => (
        <MenuCheckItem
          key={value}
          isChecked={chosen.includes(value)}
          onChange={(isChecked) => onChange(isChecked ? [...chosen, value] : chosen.filter((other) => other !== value))}
        >
          <span className="min-w-0 flex-1 truncate">{text}</span>
          {count !== null && <span className="figures text-small text-faint">{format.number(count)}</span>}
        </MenuCheckItem>
      ))}
    </Menu>
  );
}
