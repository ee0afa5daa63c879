import type { Me } from '@carrel/contract';
import { Boxes, FileStack, FolderSync, PenLine, ScrollText, Search, UserPlus } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/router';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';

export function RailNav({ me }: { readonly me: Me }) {
  const messages = useMessages();
  const { pathname, query } = useRouter();
  const entries = [
    { href: '/', text: messages.nav.newQuestion, icon: PenLine },
    { href: '/search', text: messages.nav.search, icon: Search },
    { href: '/documents', text: messages.nav.documents, icon: FileStack },
    ...(me.roles.includes('compliance') ? [{ href: '/audit', text: messages.nav.audit, icon: ScrollText }] : []),
    ...(me.roles.includes('admin') ? [{ href: '/sources', text: messages.sources.nav, icon: FolderSync }] : []),
    ...(me.roles.includes('admin') ? [{ href: '/invitations', text: messages.access.invitations.nav, icon: UserPlus }] : []),
    { href: '/models', text: messages.nav.models, icon: Boxes },
  ];
  return (
    <nav aria-label={messages.nav.label} className="flex shrink-0 flex-col gap-0.5 px-3 pb-3">
      {entries.map(({ href, text, icon: Icon }) => {
        const isHere = pathname === href && (href !== '/' || query['c'] === undefined);
        return (
          <Link
            key={href}
            href={href}
            aria-current={isHere ? 'page' : undefined}
            className={classNames(
              'flex h-9 items-center gap-3 rounded-box px-2.5 text-ui font-medium transition-colors hover:bg-hover',
              isHere ? 'text-accent' : 'text-soft',
            )}
          >
            <Icon aria-hidden className="size-[17px]" strokeWidth={1.8} />
            {text}
          </Link>
        );
      })}
    </nav>
  );
}
