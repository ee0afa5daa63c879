import type { Me } from '@carrel/contract';
import { useEffect } from 'react';
import { useMe } from '../api/identity-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { hasOwnAddress } from './has-own-address.ts';
import { ProfileForm } from './profile-form.tsx';

/** After a one-time link: the owner goes to the steps of the first run; a person whom an administrator invited sets a password. */
export function FirstSetup({ onDone }: { readonly onDone: () => void }) {
  const me = useMe().data;
  if (!me) return <SkeletonLines lines={5} />;
  return hasOwnAddress(me) ? <Invited me={me} onDone={onDone} /> : <ToFirstRun />;
}

function ToFirstRun() {
  useEffect(() => location.replace('/setup/'), []);
  return <SkeletonLines lines={5} />;
}

function Invited({ me, onDone }: { readonly me: Me; readonly onDone: () => void }) {
  const messages = useMessages();
  const words = messages.setup;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h1 className="text-lead font-semibold">{words.invitedTitle(me.name)}</h1>
        <p className="text-soft">{words.invitedBody}</p>
      </div>
      <ProfileForm submit={words.submit} known={{ name: me.name, email: me.email }} onDone={onDone} />
      <div className="flex flex-col items-center gap-1 border-t border-line pt-3 text-center">
        <Button look="plain" onClick={onDone}>
          {words.later}
        </Button>
        <p className="text-small text-faint">{words.laterHint}</p>
      </div>
    </div>
  );
}
