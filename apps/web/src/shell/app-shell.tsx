import type { Me } from '@carrel/contract';
import type { ReactNode } from 'react';
import { AuditEventPane } from '../audit/audit-event-pane.tsx';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { ReaderPane } from '../reader/reader-pane.tsx';
import { UploadTray } from '../uploads/upload-tray.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { PaneDivider, usePaneWidth } from './pane-divider.tsx';
import { useRailDrawer } from './rail-drawer.tsx';
import { Rail } from './rail.tsx';
import { useAddress } from './use-address.ts';
import { useIsPair } from './use-media.ts';

/** The desk: rail, work and reader, side by side and each in its place; on a phone three screens. */
export function AppShell({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const messages = useMessages();
  const address = useAddress();
  const drawer = useRailDrawer();
  const { target } = useReader();
  const isPair = useIsPair();
  const width = usePaneWidth();
  const eventId = address.path === '/audit' ? address.get('event') : null;
  const isAsideOpen = target !== null || eventId !== null;
  const isCovered = (isAsideOpen && !isPair) || drawer.isOpen;

  return (
    <div className="flex h-full flex-col">
      <a
        href="#work"
        className="sr-only z-50 rounded-box bg-accent-ground px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {messages.skipToWork}
      </a>
      <ConnectionBanner />
      <div className="flex min-h-0 flex-1">
        {drawer.isOpen && (
          <button
            type="button"
            aria-label={messages.nav.close}
            className="fixed inset-0 z-30 cursor-default bg-veil desk:hidden"
            onClick={drawer.close}
          />
        )}
        <div
          className={classNames(
            'w-[264px] shrink-0 border-r border-line',
            drawer.isOpen
              ? 'max-desk:fixed max-desk:inset-y-0 max-desk:left-0 max-desk:z-40 max-desk:w-[min(320px,88vw)]'
              : 'max-desk:hidden',
          )}
        >
          <Rail me={me} />
        </div>
        <main
          id="work"
          tabIndex={-1}
          className={classNames(
            '@container flex min-w-0 flex-1 flex-col bg-paper outline-none',
            isCovered && 'max-desk:invisible',
            isAsideOpen && isPair && !drawer.isOpen && 'max-desk:visible',
          )}
        >
          {children}
        </main>
        {isAsideOpen && (
          <>
            <PaneDivider width={width} />
            <aside
              aria-label={target ? messages.reader.label : messages.audit.title}
              className="flex min-w-0 shrink-0 flex-col bg-sheet max-pair:fixed max-pair:inset-0 max-pair:z-20 pair:w-(--reader-width)"
              style={{ '--reader-width': `${width.share * 100}%` }}
            >
              {target ? <ReaderPane target={target} /> : eventId !== null && <AuditEventPane id={eventId} />}
            </aside>
          </>
        )}
      </div>
      <UploadTray />
    </div>
  );
}
