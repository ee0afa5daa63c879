import '../api/zod-without-eval.ts';
import '../styles/global.css';
import type { NextComponentType, NextPageContext } from 'next';
import type { AppProps } from 'next/app';
import Head from 'next/head';
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { ApiProvider } from '../api/api-context.tsx';
import { QueryProvider } from '../api/query-provider.tsx';
import { AskProvider } from '../ask/ask-provider.tsx';
import { followSystemTheme } from '../lib/theme.ts';
import { LanguageProvider, useMessages } from '../messages/language.tsx';
import { ReaderProvider } from '../reader/reader-context.tsx';
import { AppShell } from '../shell/app-shell.tsx';
import { RailDrawerProvider } from '../shell/rail-drawer.tsx';
import { ProofDialog } from '../sign-in/proof-dialog.tsx';
import { SignedInGate } from '../shell/signed-in-gate.tsx';
import { UploadProvider } from '../uploads/upload-provider.tsx';

/** A page; `isBare` ones stand alone, without the desk around them. */
export type Page = NextComponentType<NextPageContext> & { isBare?: boolean };

export default function App({ Component, pageProps }: AppProps & { readonly Component: Page }) {
  useEffect(() => followSystemTheme(), []);
  const page = <Component {...pageProps} />;
  return (
    <LanguageProvider>
      <ApiProvider>
        <QueryProvider>
          <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
            <PageHead />
            {Component.isBare ? page : <Desk>{page}</Desk>}
            <ProofDialog />
          </Tooltip.Provider>
        </QueryProvider>
      </ApiProvider>
    </LanguageProvider>
  );
}

function Desk({ children }: { readonly children: ReactNode }) {
  return (
    <AskProvider>
      <UploadProvider>
        <RailDrawerProvider>
          <ReaderProvider>
            <SignedInGate>{(me) => <AppShell me={me}>{children}</AppShell>}</SignedInGate>
          </ReaderProvider>
        </RailDrawerProvider>
      </UploadProvider>
    </AskProvider>
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
