import type { Me } from '@carrel/contract';
import { ChevronsUpDown, Keyboard, LogOut, Settings } from 'lucide-react';
import { hasOwnAddress } from '../sign-in/has-own-address.ts';
import { useMessages } from '../messages/language.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { useOpenBox } from './desk-boxes.tsx';
import { useAddress } from './use-address.ts';
import { useSignOut } from './use-sign-out.ts';

/** Who is signed in, at the foot of the rail. */
export function AccountMenu({ me }: { readonly me: Me }) {
  const messages = useMessages();
  const address = useAddress();
  const openBox = useOpenBox();
  const signOut = useSignOut();

  return (
    <footer className="shrink-0 border-t border-line p-2">
      <Menu
        align="start"
        side="top"
        trigger={
          <button type="button" className="flex w-full items-center gap-2.5 rounded-box px-2.5 py-2 text-start hover:bg-hover">
            <span
              aria-hidden
              className="flex size-7 shrink-0 items-center justify-center rounded-round bg-accent-soft text-small font-semibold text-accent"
            >
              {initialOf(me.name)}
            </span>
            <span className="min-w-0 flex-1">
              <span className="block truncate text-ui font-medium">
                <span className="sr-only">{messages.nav.account}: </span>
                {me.name}
              </span>
              <span className="block truncate text-tiny text-faint">{hasOwnAddress(me) ? me.email : messages.settings.completeTitle}</span>
            </span>
            <ChevronsUpDown aria-hidden className="size-4 text-faint" />
          </button>
        }
      >
        <MenuItem icon={<Settings aria-hidden className="size-4" />} onSelect={() => address.go('/settings')}>
          {messages.nav.settings}
        </MenuItem>
        <MenuItem icon={<Keyboard aria-hidden className="size-4" />} onSelect={() => openBox('keys')}>
          {messages.nav.keys}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<LogOut aria-hidden className="size-4" />} onSelect={signOut}>
          {messages.nav.signOut}
        </MenuItem>
      </Menu>
    </footer>
  );
}

/** The first letter, whole even where it takes two code units. */
function initialOf(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toLocaleUpperCase();
}
