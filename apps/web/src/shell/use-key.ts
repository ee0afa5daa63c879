import { useEffect, useRef } from 'react';

/** Whether keys are letters now: the person writes somewhere, or a box lies over the page. */
function isWriting(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open], [role="menu"]')) return true;
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

/** Alt Gr is how many keyboards write `[` and `]`; it looks like Ctrl and Alt together. */
function hasModifier(event: KeyboardEvent): boolean {
  return event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph'));
}

/**
 * Calls the handler for a key pressed anywhere on the page, but not while somebody writes. A handler that returns `false` did nothing.
 * @param key as `KeyboardEvent.key`.
 */
export function useKey(key: string, handler: (event: KeyboardEvent) => boolean | void): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== key || event.defaultPrevented || hasModifier(event) || isWriting(event.target)) return;
      if (latest.current(event) !== false) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [key]);
}
