import type { Me } from '@carrel/contract';
import type { LucideIcon } from 'lucide-react';
import { Boxes, FileStack, FolderSync, PenLine, ScrollText, Search, UsersRound } from 'lucide-react';
import type { Messages } from '../messages/en.ts';
import { rightsPages } from '../rights/rights-pages.ts';

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
    ...(me.roles.includes('admin') ? [{ href: '/sources', text: messages.sources.nav, icon: FolderSync }] : []),
    ...(me.roles.includes('admin') ? [{ href: '/people', text: messages.rightsNav.nav, icon: UsersRound }] : []),
    { href: '/models', text: messages.nav.models, icon: Boxes },
  ];
}

/** The pages of people and rights one by one, for the palette: the rail has room for the first alone. */
export function rightsEntries(me: Me, messages: Messages): readonly NavEntry[] {
  if (!me.roles.includes('admin')) return [];
  return rightsPages
    .filter(({ href }) => href !== '/people')
    .map(({ href, name }) => ({ href, text: messages.rightsNav.tabs[name], icon: UsersRound }));
}
