import { ArrowUp, Square } from 'lucide-react';
import type { RefObject } from 'react';
import { useEffect } from 'react';
import { useBlocks } from '../api/service-state.tsx';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { useKey } from '../shell/use-key.ts';
import { maxQuestionChars } from './max-question-chars.ts';
import { ScopePicker } from './scope-picker.tsx';

interface QuestionBoxProps {
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly scope: readonly string[];
  readonly onScope: (scope: readonly string[]) => void;
  readonly isFollowUp: boolean;
  /** Set while an answer is made in this conversation. */
  readonly onStop: (() => void) | null;
  readonly onAsk: () => void;
}

/** Where a question is written. Enter asks; while an answer is made the button stops it. */
export function QuestionBox({ inputRef, text, onText, scope, onScope, isFollowUp, onStop, onAsk }: QuestionBoxProps) {
  const messages = useMessages();
  const words = messages.ask;
  const blocked = useBlocks().answer;
  const canAsk = text.trim() !== '' && onStop === null && blocked === null;
  useKey('/', () => inputRef.current?.focus());
  useEffect(() => {
    // A person at a keyboard came here to write; on a touch screen the keyboard would cover half of the page.
    if (matchMedia('(pointer: fine)').matches) inputRef.current?.focus({ preventScroll: true });
  }, [inputRef]);

  return (
    <form
      className="rounded-box border border-line-strong bg-sheet transition-colors focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault();
        if (canAsk) onAsk();
      }}
    >
      <textarea
        ref={inputRef}
        value={text}
        rows={1}
        maxLength={maxQuestionChars}
        aria-label={words.question}
        placeholder={isFollowUp ? words.followUp : words.placeholder}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (canAsk) onAsk();
        }}
        className={classNames(
          'block field-sizing-content max-h-60 w-full resize-none bg-transparent px-4 pt-3.5 pb-1 text-read outline-none placeholder:text-faint',
          isFollowUp ? 'min-h-11' : 'min-h-16',
        )}
      />
      <div className="flex items-center gap-2 px-2 pb-2">
        <ScopePicker chosen={scope} onChange={onScope} />
        <span className="min-w-0 flex-1 truncate px-2 text-small text-faint @max-2xl:invisible">{words.hint}</span>
        {onStop ? (
          <button
            type="button"
            aria-label={words.stop}
            onClick={onStop}
            className="flex h-9 items-center gap-2 rounded-box border border-line-strong px-3.5 text-ui font-medium hover:bg-hover"
          >
            <Square aria-hidden className="size-3 fill-current" />
            {words.stop}
          </button>
        ) : (
          <button
            type="submit"
            disabled={!canAsk}
            {...(blocked !== null && { title: blocked, 'aria-describedby': 'service-state' })}
            className="flex h-9 items-center gap-1.5 rounded-box border border-accent-ground bg-accent-ground px-3.5 text-ui font-medium text-on-accent transition-colors disabled:border-line disabled:bg-line disabled:text-soft"
          >
            {words.send}
            <ArrowUp aria-hidden className="size-4" />
          </button>
        )}
      </div>
    </form>
  );
}
