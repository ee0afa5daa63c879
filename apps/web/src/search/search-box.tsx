import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useBlocks } from '../api/service-state.tsx';
import { ScopePicker } from '../ask/scope-picker.tsx';
import { useMessages } from '../messages/language.tsx';
import { useKey } from '../shell/use-key.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';

interface SearchBoxProps {
  readonly query: string;
  readonly scope: readonly string[];
  readonly onScope: (scope: readonly string[]) => void;
  readonly onSearch: (query: string) => void;
  readonly isSearching: boolean;
}

export function SearchBox({ query, scope, onScope, onSearch, isSearching }: SearchBoxProps) {
  const messages = useMessages();
  const blocked = useBlocks().answer;
  const ref = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  useKey('/', () => ref.current?.select());
  useEffect(() => {
    if (query === '' && matchMedia('(pointer: fine)').matches) ref.current?.focus();
  }, [query]);
  return (
    <form
      role="search"
      className="overflow-hidden rounded-box border border-line-strong bg-sheet focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '' && blocked === null) onSearch(text.trim());
      }}
    >
      <div className="flex items-center gap-1 pr-1.5 pl-3.5">
        <Search aria-hidden className="size-[18px] shrink-0 text-faint" />
        <input
          ref={ref}
          type="search"
          value={text}
          maxLength={2000}
          aria-label={messages.search.title}
          placeholder={messages.search.placeholder}
          onChange={(event) => setText(event.target.value)}
          className="h-12 min-w-0 flex-1 bg-transparent px-2 text-read outline-none placeholder:text-faint"
        />
        <div className="@max-xl:hidden">
          <ScopePicker chosen={scope} onChange={onScope} />
        </div>
        <button
          type="submit"
          {...(blocked !== null && { disabled: true, title: blocked, 'aria-describedby': 'service-state' })}
          className="h-9 shrink-0 rounded-box border border-accent-ground bg-accent-ground px-3.5 text-ui font-medium text-on-accent disabled:border-line disabled:bg-line disabled:text-soft"
        >
          {messages.search.submit}
        </button>
      </div>
      <div className="px-2 pb-1 @xl:hidden">
        <ScopePicker chosen={scope} onChange={onScope} />
      </div>
      <div className="h-[3px]">{isSearching && <ProgressBar label={messages.search.searching} share={null} />}</div>
    </form>
  );
}
