import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import { IconButton } from './icon-button.tsx';

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const messages = useMessages();
  const { isCopied, copy } = useCopy();
  return (
    <IconButton label={isCopied ? messages.common.copied : label} className="size-6" onClick={() => copy(text)}>
      {isCopied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
    </IconButton>
  );
}

/** Copies, and says so for two seconds. */
export function useCopy() {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return {
    isCopied,
    copy: (text: string) => {
      navigator.clipboard.writeText(text).then(
        () => setCopied(true),
        () => setCopied(false),
      );
    },
  };
}
