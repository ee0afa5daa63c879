import { Command } from 'lucide-react';
import { useMessages } from '../messages/language.tsx';
import { useOpenBox } from './desk-boxes.tsx';
import { modifierName } from './modifier-name.ts';

/** The palette for the hand; the keyboard has its key. */
export function PaletteButton() {
  const messages = useMessages();
  const openBox = useOpenBox();
  return (
    <button
      type="button"
      onClick={() => openBox('palette')}
      className="mx-3 mb-2 flex h-9 shrink-0 items-center gap-3 rounded-box border border-line bg-paper px-2.5 text-small text-faint transition-colors hover:border-line-strong hover:text-ink"
    >
      <Command aria-hidden className="size-4" strokeWidth={1.8} />
      <span className="flex-1 text-start">{messages.desk.palette.open}</span>
      <kbd className="font-ui text-tiny pointer-coarse:hidden">{modifierName()} K</kbd>
    </button>
  );
}
