import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { classNames } from '../lib/class-names.ts';

interface DialogProps {
  readonly title: string;
  /** A palette: no padding, near the top, and its title is heard only. */
  readonly isPalette?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal box on the browser's own `dialog`: it keeps the focus inside, closes on Esc and gives the focus back. It lies outside of
 * whatever opened it, which may be hidden on a small screen.
 */
export function Dialog({ title, isPalette = false, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = ref.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return createPortal(
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className={classNames(
        'w-[calc(100%-32px)] overflow-hidden rounded-box border border-line-strong bg-sheet p-0 text-ink shadow-float',
        isPalette ? 'mx-auto mt-[min(12vh,120px)] max-w-[560px]' : 'm-auto max-h-[calc(100dvh-32px)] max-w-[440px] overflow-y-auto',
      )}
    >
      <div className={isPalette ? undefined : 'flex flex-col gap-4 p-5'}>
        <h2 id={titleId} className={isPalette ? 'sr-only' : 'text-lead font-semibold'}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>,
    document.body,
  );
}

export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 pt-1">{children}</div>;
}
