import type { ReactNode } from 'react';
import { useMessages } from '../messages/language.tsx';
import { CopyButton } from './copy-button.tsx';

/** Names and values, two columns. */
export function Facts({ isDense = false, children }: { readonly isDense?: boolean; readonly children: ReactNode }) {
  const gap = isDense ? 'gap-y-0.5' : 'gap-y-1';
  return <dl className={`grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 ${gap} text-small`}>{children}</dl>;
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1 break-words">{children}</dd>
    </>
  );
}

/** An id or a hash, which nobody types. */
export function CopiedId({ text }: { readonly text: string }) {
  const messages = useMessages();
  return (
    <>
      <code className="min-w-0 truncate font-mono text-code">{text}</code>
      <CopyButton text={text} label={messages.common.copy} />
    </>
  );
}
