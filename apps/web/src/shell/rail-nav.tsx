import type { Me } from '@carrel/contract';
import Link from 'next/link';
import { useRouter } from 'next/router';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { rightsPages } from '../rights/rights-pages.ts';
import { navEntries } from './nav-entries.ts';

export function RailNav({ me }: { readonly me: Me }) {
  const messages = useMessages();
  const { pathname, query } = useRouter();
  return (
    <nav aria-label={messages.nav.label} className="flex shrink-0 flex-col gap-0.5 px-3 pb-3">
      {navEntries(me, messages).map(({ href, text, icon: Icon }) => {
        const isRights = href === '/people' && rightsPages.some((page) => page.href === pathname);
        const isOneDocument = href === '/documents' && pathname === '/document';
        const isHere = isRights || isOneDocument || (pathname === href && (href !== '/' || query['c'] === undefined));
        return (
          <Link
            key={href}
            href={href}
            // Fetched when one is about to be opened (on hover), not with the first page.
            prefetch={false}
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
