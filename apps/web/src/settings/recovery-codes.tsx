import { Check, Copy } from 'lucide-react';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { useCopy } from '../ui/copy-button.tsx';

/** The recovery codes, this once. */
export function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const messages = useMessages();
  const words = messages.access.secondFactor;
  const { isCopied, copy } = useCopy();
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-soft">{words.codesBody}</p>
      <ul className="grid w-full grid-cols-2 gap-x-6 gap-y-1 rounded-box border border-line bg-paper px-4 py-3 font-mono text-code">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button size="small" onClick={() => copy(codes.join('\n'))}>
        {isCopied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
        {isCopied ? messages.common.copied : words.copyCodes}
      </Button>
    </div>
  );
}
