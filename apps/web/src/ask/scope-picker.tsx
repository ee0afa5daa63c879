import { ChevronDown, Library } from 'lucide-react';
import { useCollections } from '../api/document-queries.ts';
import { useCounts } from '../messages/use-counts.ts';
import { useMessages } from '../messages/language.tsx';
import { Menu, MenuCheckItem } from '../ui/menu.tsx';

interface ScopePickerProps {
  /** Ids of collections; empty: all. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Where to look: all collections, or some. Hidden while there is only one. */
export function ScopePicker({ chosen, onChange }: ScopePickerProps) {
  const messages = useMessages();
  const counts = useCounts();
  const collections = useCollections().data?.items ?? [];
  if (collections.length < 2) return null;
  const names = collections.filter((collection) => chosen.includes(collection.id)).map((collection) => collection.name);
  const text = names.length === 0 ? messages.ask.allCollections : names.length <= 2 ? names.join(', ') : counts.collections(names.length);
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={`${messages.ask.scope}: ${text}`}
          className="flex h-8 min-w-0 items-center gap-1.5 rounded-box px-2 text-small text-soft hover:bg-hover hover:text-ink"
        >
          <Library aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{text}</span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0" />
        </button>
      }
    >
      <MenuCheckItem isChecked={chosen.length === 0} onChange={() => onChange([])}>
        {messages.ask.allCollections}
      </MenuCheckItem>
      {collections.map((collection) => (
        <MenuCheckItem
          key={collection.id}
          isChecked={chosen.includes(collection.id)}
          onChange={(isChecked) => onChange(isChecked ? [...chosen, collection.id] : chosen.filter((id) => id !== collection.id))}
        >
          <span className="min-w-0 flex-1 truncate">{collection.name}</span>
          <span className="figures text-small text-faint">{collection.documentCount}</span>
        </MenuCheckItem>
      ))}
    </Menu>
  );
}
