import { useId, useState } from 'react';
import { classNames } from '../lib/class-names.ts';

import { inputLook } from '../ui/field.tsx';
import type { PrincipalChoice } from './use-principals.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

interface PrincipalPickerProps {
  readonly label: string;
  readonly choices: readonly PrincipalChoice[];
  readonly chosen: PrincipalChoice | null;
  readonly onChoose: (choice: PrincipalChoice | null) => void;
}

/** So many are offered at once; more words make fewer. */
const offered = 8;

/** A field in which typing finds people and groups; the arrow keys walk through what is found, Enter takes it. */
export function PrincipalPicker({ label, choices, chosen, onChoose }: PrincipalPickerProps) {
  const words = useRightsWords().picker;
  const id = useId();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [index, setIndex] = useState(0);
  const found = matching(choices, text);
  const active = found[Math.min(index, found.length - 1)];
  const take = (choice: PrincipalChoice) => {
    onChoose(choice);
    setText('');
    setOpen(false);
  };
  return (
    <div className="relative flex flex-col gap-1">
      <label htmlFor={id} className="text-small font-medium text-soft">
        {label}
      </label>
      <input
        id={id}
        role="combobox"
        autoComplete="off"
        placeholder={words.placeholder}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active !== undefined ? `${id}-${active.id}` : undefined}
        className={inputLook}
        value={isOpen ? text : (chosen?.name ?? text)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setText(event.target.value);
          setIndex(0);
          setOpen(true);
          onChoose(null);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step !== 0) {
            setOpen(true);
            setIndex(Math.max(0, Math.min(found.length - 1, index + step)));
          } else if (event.key === 'Enter' && isOpen && active !== undefined) take(active);
          else if (event.key === 'Escape' && isOpen) setOpen(false);
          else return;
          event.preventDefault();
        }}
      />
      <Choices id={id} label={label} isOpen={isOpen} found={found} active={active} onTake={take} />
    </div>
  );
}

interface ChoicesProps {
  readonly id: string;
  readonly label: string;
  readonly isOpen: boolean;
  readonly found: readonly PrincipalChoice[];
  readonly active: PrincipalChoice | undefined;
  readonly onTake: (choice: PrincipalChoice) => void;
}

function Choices({ id, label, isOpen, found, active, onTake }: ChoicesProps) {
  const words = useRightsWords().picker;
  return (
    <ul
      id={`${id}-list`}
      role="listbox"
      aria-label={label}
      hidden={!isOpen}
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-64 overflow-y-auto rounded-box border border-line-strong bg-sheet p-1 shadow-float"
    >
      {found.length === 0 && (
        <li role="option" aria-selected={false} aria-disabled className="px-2.5 py-1.5 text-ui text-faint">
          {words.none}
        </li>
      )}
      {found.map((choice) => (
        <li
          key={choice.id}
          id={`${id}-${choice.id}`}
          role="option"
          aria-selected={choice === active}
          onMouseDown={(event) => {
            // The field keeps the focus, so that it does not close before the choice is taken.
            event.preventDefault();
            onTake(choice);
          }}
          className={classNames(
            'flex cursor-pointer justify-between gap-3 rounded-small px-2.5 py-1.5 text-ui',
            choice === active && 'bg-hover',
          )}
        >
          <span className="truncate">{choice.name}</span>
          <span className="shrink-0 truncate text-small text-faint">{choice.more}</span>
        </li>
      ))}
    </ul>
  );
}

function matching(choices: readonly PrincipalChoice[], text: string): readonly PrincipalChoice[] {
  const wanted = text.trim().toLocaleLowerCase();
  return choices.filter(({ name, more }) => `${name} ${more}`.toLocaleLowerCase().includes(wanted)).slice(0, offered);
}
