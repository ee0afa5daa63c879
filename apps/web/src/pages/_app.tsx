import '../api/zod-without-eval.ts';
import '../styles/global.css';
import type { NextComponentType, NextPageContext } from 'next';
import type { AppProps } from 'next/app';
import Head from 'next/head';
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { ApiProvider } from '../api/api-context.tsx';
import { ServiceStateProvider } from '../api/service-state.tsx';
import { QueryProvider } from '../api/query-provider.tsx';
import { AskProvider } from '../ask/ask-provider.tsx';
import { followSystemTheme } from '../lib/theme.ts';
import { LanguageProvider, useMessages } from '../messages/language.tsx';
import { ReaderProvider } from '../reader/reader-context.tsx';
import { AppShell } from '../shell/app-shell.tsx';
import { ConnectionBanner } from '../shell/connection-banner.tsx';
import { RailDrawerProvider } from '../shell/rail-drawer.tsx';
import { ProofDialog } from '../sign-in/proof-dialog.tsx';
import { StateBanner } from '../shell/state-banner.tsx';
import { SignedInGate } from '../shell/signed-in-gate.tsx';
import { UploadProvider } from '../uploads/upload-provider.tsx';
import { UploadTray } from '../uploads/upload-tray.tsx';

/** A page. `isBare`: before the sign-in, without anything around it. `isAlone`: for who is signed in, without the desk around it. */
export type Page = NextComponentType<NextPageContext> & { isBare?: boolean; isAlone?: boolean };

export default function App({ Component, pageProps }: AppProps & { readonly Component: Page }) {
  useEffect(() => followSystemTheme(), []);
  const page = <Component {...pageProps} />;
  return (
    <LanguageProvider>
      <ApiProvider>
        <QueryProvider>
          <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
            <PageHead />
            {Component.isBare ? page : <Desk isAlone={Component.isAlone === true}>{page}</Desk>}
            <ProofDialog />
          </Tooltip.Provider>
        </QueryProvider>
      </ApiProvider>
    </LanguageProvider>
  );
}

function Desk({ isAlone, children }: { readonly isAlone: boolean; readonly children: ReactNode }) {
  return (
    <AskProvider>
      <UploadProvider>
        <RailDrawerProvider>
          <ReaderProvider>
            <SignedInGate>
              {(me) => (
                <ServiceStateProvider>
                  {isAlone ? <AlonePage>{children}</AlonePage> : <AppShell me={me}>{children}</AppShell>}
                </ServiceStateProvider>
              )}
            </SignedInGate>
          </ReaderProvider>
        </RailDrawerProvider>
      </UploadProvider>
    </AskProvider>
  );
}

function AlonePage({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex h-full flex-col">
      <ConnectionBanner />
      <StateBanner />
      <div className="min-h-0 flex-1">{children}</div>
      <UploadTray />
    </div>
  );
}

function PageHead() {
  const messages = useMessages();
  return (
    <Head>
      <title>{messages.product}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    </Head>
  );
}
