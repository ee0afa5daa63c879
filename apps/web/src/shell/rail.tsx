import type { Me } from '@carrel/contract';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useMessages } from '../messages/language.tsx';
import { BrandMark } from '../ui/brand-mark.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ConversationRail } from './conversation-rail.tsx';
import { useRailDrawer } from './rail-drawer.tsx';
import { PaletteButton } from './palette-button.tsx';
import { RailNav } from './rail-nav.tsx';

/** The left pane: where to go, and the conversations. */
export function Rail({ me }: { readonly me: Me }) {
  const messages = useMessages();
  const drawer = useRailDrawer();
  return (
    <div className="flex h-full min-h-0 flex-col bg-desk">
      <header className="flex h-14 shrink-0 items-center justify-between pr-3 pl-5">
        <Link href="/" className="flex min-w-0 items-center gap-2 text-accent">
          <BrandMark className="size-[22px] shrink-0" />
          <span className="min-w-0 leading-tight">
            <span className="block font-text text-lead/6 font-semibold tracking-tight text-ink">{messages.product}</span>
            {me.company !== null && (
              <span className="block truncate text-tiny text-faint" title={me.company}>
                {me.company}
              </span>
            )}
          </span>
        </Link>
        <IconButton label={messages.nav.close} className="desk:hidden" onClick={drawer.close}>
          <X aria-hidden className="size-5" />
        </IconButton>
      </header>
      <PaletteButton />
      <RailNav me={me} />
      <ConversationRail />
      <AccountMenu me={me} />
    </div>
  );
}
