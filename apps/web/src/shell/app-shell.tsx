import type { Me } from '@carrel/contract';
import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';
import { UploadTray } from '../uploads/upload-tray.tsx';
import { AsidePane, useAside } from './aside-pane.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { IndexAlarmBanner } from './index-alarm-banner.tsx';
import { DeskBoxes } from './desk-boxes.tsx';
import { useRailDrawer } from './rail-drawer.tsx';
import { Rail } from './rail.tsx';
import { StateBanner } from './state-banner.tsx';
import { useIsPair } from './use-media.ts';

/** The desk: rail, work and reader, side by side and each in its place; on a phone three screens. */
export function AppShell({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const messages = useMessages();
  const drawer = useRailDrawer();
  const aside = useAside();
  const isPair = useIsPair();

  return (
    <DeskBoxes me={me}>
      <div className="flex h-full flex-col">
        <a
          href="#work"
          className="sr-only z-50 rounded-box bg-accent-ground px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
        >
          {messages.skipToWork}
        </a>
        <ConnectionBanner />
        <StateBanner />
        {me.roles.includes('admin') && <IndexAlarmBanner />}
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
              // Covered by a screen of its own: not to be reached, but it keeps its place.
              drawer.isOpen && 'max-desk:invisible',
              aside && !isPair && 'invisible',
            )}
          >
            {children}
          </main>
          {aside && <AsidePane aside={aside} />}
        </div>
        <UploadTray />
      </div>
    </DeskBoxes>
  );
}
