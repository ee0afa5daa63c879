import type { Me } from '@carrel/contract';
import { useMe } from '../api/identity-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { hasOwnAddress } from './has-own-address.ts';
import { ProfileForm } from './profile-form.tsx';

/** First set-up after a one-time link: of the owner, or of a person whom an administrator invited. It can wait. */
export function FirstSetup({ onDone }: { readonly onDone: () => void }) {
  const me = useMe().data;
  return me ? <SetupOf me={me} onDone={onDone} /> : <SkeletonLines lines={5} />;
}

function SetupOf({ me, onDone }: { readonly me: Me; readonly onDone: () => void }) {
  const messages = useMessages();
  const words = messages.setup;
  const isInvited = hasOwnAddress(me);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h1 className="text-lead font-semibold">{isInvited ? words.invitedTitle(me.name) : words.title}</h1>
        <p className="text-soft">{isInvited ? words.invitedBody : words.body}</p>
      </div>
      <ProfileForm submit={words.submit} known={isInvited ? { name: me.name, email: me.email } : null} onDone={onDone} />
      <div className="flex flex-col items-center gap-1 border-t border-line pt-3 text-center">
        <Button look="plain" onClick={onDone}>
          {words.later}
        </Button>
        <p className="text-small text-faint">{words.laterHint}</p>
      </div>
    </div>
  );
}
