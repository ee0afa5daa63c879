import { Menu as MenuIcon } from 'lucide-react';
import Head from 'next/head';
import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useRailDrawer } from './rail-drawer.tsx';

interface WorkHeaderProps {
  readonly title: string;
  /** The title repeats what the page says in large letters. */
  readonly isQuiet?: boolean;
  readonly children?: ReactNode;
}

/** The line above the work pane: on small screens the way to the rail, then the title and the page's actions. */
export function WorkHeader({ title, isQuiet = false, children }: WorkHeaderProps) {
  const messages = useMessages();
  const drawer = useRailDrawer();
  return (
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-4 py-2 tablet:px-6">
      <Head>
        <title>{`${title} · ${messages.product}`}</title>
      </Head>
      <IconButton label={messages.nav.open} className="desk:hidden" onClick={drawer.open}>
        <MenuIcon aria-hidden className="size-5" />
      </IconButton>
      <h1 className={classNames('min-w-0 flex-1 truncate', isQuiet ? 'text-ui text-faint' : 'text-body font-semibold')}>{title}</h1>
      {children}
    </header>
  );
}
