import { ShieldX } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/router';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { useMe } from '../api/identity-queries.ts';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { WorkHeader } from '../shell/work-header.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { rightsPages } from './rights-pages.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

interface RightsFrameProps {
  readonly title: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  /** Curators may open it too, for the documents that they curate. */
  readonly isForCurators?: boolean;
  readonly children: ReactNode;
}

/** The frame of every page of people and rights: the title, the way to the other pages, and for whom they are. */
export function RightsFrame({ title, actions, isForCurators = false, children }: RightsFrameProps) {
  const words = useRightsWords();
  const roles = useMe().data?.roles ?? [];
  const isAdmin = roles.includes('admin');
  const isAllowed = isAdmin || (isForCurators && roles.includes('curator'));
  return (
    <>
      <WorkHeader title={title}>{isAdmin && actions}</WorkHeader>
      {isAllowed ? (
        <>
          {isAdmin && <RightsTabs />}
          {children}
        </>
      ) : (
        <EmptyState icon={<ShieldX className="size-8" strokeWidth={1.5} />} title={words.forAdmins}>
          {words.forAdminsBody}
        </EmptyState>
      )}
    </>
  );
}

function RightsTabs() {
  const words = useMessages().rightsNav.tabs;
  const { pathname } = useRouter();
  const here = useRef<HTMLAnchorElement>(null);
  // On a narrow screen not all tabs have room.
  // In braces: browsers begin to give a promise here, which is no way to clean up.
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav aria-label={words.label} className="shrink-0 overflow-x-auto border-b border-line px-2 tablet:px-4">
      <ul className="flex min-w-max">
        {rightsPages.map(({ href, name }) => (
          <li key={href}>
            <Link
              href={href}
              {...(pathname === href && { ref: here })}
              aria-current={pathname === href ? 'page' : undefined}
              className={classNames(
                'flex h-10 items-center border-b-2 px-2.5 text-ui font-medium outline-offset-[-3px] transition-colors hover:text-ink',
                pathname === href ? 'border-accent text-accent' : 'border-transparent text-soft',
              )}
            >
              {words[name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
