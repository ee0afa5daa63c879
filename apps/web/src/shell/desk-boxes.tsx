import type { Me } from '@carrel/contract';
import type { ReactNode } from 'react';
import { createContext, lazy, Suspense, useCallback, useContext, useEffect, useState } from 'react';
import { KeysDialog } from './keys-dialog.tsx';
import { useKey } from './use-key.ts';

/** Loaded when it is opened for the first time: the first page stays small. */
const CommandPalette = lazy(() => import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })));

export type DeskBox = 'palette' | 'keys';
const DeskBoxContext = createContext<((box: DeskBox) => void) | null>(null);

/** The boxes that can be opened from everywhere on the desk: the palette by Ctrl-K or ⌘-K, the list of keys by `?`. */
export function DeskBoxes({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const [box, setBox] = useState<DeskBox | null>(null);
  const close = useCallback(() => setBox(null), []);
  useKey('?', () => setBox('keys'));
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      // Over another box it would lie under it.
      if (!document.querySelector('dialog[open]')) setBox('palette');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <DeskBoxContext value={setBox}>
      {children}
      {box === 'keys' && <KeysDialog onClose={close} />}
      {box === 'palette' && (
        <Suspense fallback={null}>
          <CommandPalette me={me} onClose={close} onKeys={() => setBox('keys')} />
        </Suspense>
      )}
    </DeskBoxContext>
  );
}

export function useOpenBox(): (box: DeskBox) => void {
  const open = useContext(DeskBoxContext);
  if (!open) throw new TypeError('useOpenBox was called outside DeskBoxes');
  return open;
}
