import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { OwnerForm } from './owner-form.tsx';

/** First set-up by the owner, after the one-time link. It can wait. */
export function OwnerSetup({ onDone }: { readonly onDone: () => void }) {
  const messages = useMessages();
  const words = messages.setup;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h1 className="text-lead font-semibold">{words.title}</h1>
        <p className="text-soft">{words.body}</p>
      </div>
      <OwnerForm submit={words.submit} onDone={onDone} />
      <div className="flex flex-col items-center gap-1 border-t border-line pt-3 text-center">
        <Button look="plain" onClick={onDone}>
          {words.later}
        </Button>
        <p className="text-small text-faint">{words.laterHint}</p>
      </div>
    </div>
  );
}
