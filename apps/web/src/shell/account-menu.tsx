import type { Me } from '@carrel/contract';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronsUpDown, Keyboard, LogOut, Settings } from 'lucide-react';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { hasOwnAddress } from '../sign-in/has-own-address.ts';
import { useMessages } from '../messages/language.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { useAddress } from './use-address.ts';
import { useKey } from './use-key.ts';

/** Who is signed in, at the foot of the rail. */
export function AccountMenu({ me }: { readonly me: Me }) {
  const messages = useMessages();
  const address = useAddress();
  const { auth } = useApi();
  const queryClient = useQueryClient();
  const [areKeysShown, setKeysShown] = useState(false);
  useKey('?', () => setKeysShown(true));

  const signOut = async () => {
    await auth.signOut().catch(() => undefined);
    queryClient.clear();
    // A full load: nothing of this person stays in memory.
    location.assign('/sign-in/');
  };

  return (
    <div className="shrink-0 border-t border-line p-2">
      <Menu
        align="start"
        side="top"
        trigger={
          <button
            type="button"
            aria-label={`${messages.nav.account}: ${me.name}`}
            className="flex w-full items-center gap-2.5 rounded-box px-2.5 py-2 text-start hover:bg-hover"
          >
            <span
              aria-hidden
              className="flex size-7 shrink-0 items-center justify-center rounded-round bg-accent-soft text-small font-semibold text-accent"
            >
              {initialOf(me.name)}
            </span>
            <span className="min-w-0 flex-1">
              <span className="block truncate text-ui font-medium">{me.name}</span>
              <span className="block truncate text-tiny text-faint">{hasOwnAddress(me) ? me.email : messages.settings.completeTitle}</span>
            </span>
            <ChevronsUpDown aria-hidden className="size-4 text-faint" />
          </button>
        }
      >
        <MenuItem icon={<Settings aria-hidden className="size-4" />} onSelect={() => address.go('/settings')}>
          {messages.nav.settings}
        </MenuItem>
        <MenuItem icon={<Keyboard aria-hidden className="size-4" />} onSelect={() => setKeysShown(true)}>
          {messages.nav.keys}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<LogOut aria-hidden className="size-4" />} onSelect={() => void signOut()}>
          {messages.nav.signOut}
        </MenuItem>
      </Menu>
      {areKeysShown && <KeysDialog onClose={() => setKeysShown(false)} />}
    </div>
  );
}

/** The first letter, whole even where it takes two code units. */
function initialOf(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toLocaleUpperCase();
}
