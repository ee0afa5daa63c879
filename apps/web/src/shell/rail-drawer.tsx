import { useRouter } from 'next/router';
import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';

interface RailDrawer {
  readonly isOpen: boolean;
  readonly open: () => void;
  readonly close: () => void;
}

const RailDrawerContext = createContext<RailDrawer | null>(null);

/** Whether the rail is shown as a screen of its own; only small screens use it. */
export function RailDrawerProvider({ children }: { readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const router = useRouter();
  useEffect(() => {
    const close = () => setOpen(false);
    router.events.on('routeChangeStart', close);
    return () => router.events.off('routeChangeStart', close);
  }, [router.events]);
  const value = useMemo(() => ({ isOpen, open: () => setOpen(true), close: () => setOpen(false) }), [isOpen]);
  return <RailDrawerContext value={value}>{children}</RailDrawerContext>;
}

export function useRailDrawer(): RailDrawer {
  const drawer = useContext(RailDrawerContext);
  if (!drawer) throw new TypeError('useRailDrawer was called outside RailDrawerProvider');
  return drawer;
}
