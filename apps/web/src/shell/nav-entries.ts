import type { Me } from '@carrel/contract';
import type { LucideIcon } from 'lucide-react';
import { Boxes, FileStack, PenLine, ScrollText, Search, UserPlus } from 'lucide-react';
import type { Messages } from '../messages/en.ts';

export interface NavEntry {
  readonly href: string;
  readonly text: string;
  readonly icon: LucideIcon;
}

/** The pages that the person may go to: in the rail and in the palette. */
export function navEntries(me: Me, messages: Messages): readonly NavEntry[] {
  return [
    { href: '/', text: messages.nav.newQuestion, icon: PenLine },
    { href: '/search', text: messages.nav.search, icon: Search },
    { href: '/documents', text: messages.nav.documents, icon: FileStack },
    ...(me.roles.includes('compliance') ? [{ href: '/audit', text: messages.nav.audit, icon: ScrollText }] : []),
    ...(me.roles.includes('admin') ? [{ href: '/invitations', text: messages.access.invitations.nav, icon: UserPlus }] : []),
    { href: '/models', text: messages.nav.models, icon: Boxes },
  ];
}
