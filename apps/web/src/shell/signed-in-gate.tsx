import type { Me } from '@carrel/contract';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useMe } from '../api/identity-queries.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { ShellSkeleton } from './shell-skeleton.tsx';
import { useAddress } from './use-address.ts';

/** Shows the desk to whoever is signed in, and leads everybody else to the sign-in and back. */
export function SignedInGate({ children }: { readonly children: (me: Me) => ReactNode }) {
  const me = useMe();
  const address = useAddress();
  const isSignedOut = me.data === null;
  useEffect(() => {
    if (!isSignedOut) return;
    const here = location.pathname + location.search;
    address.go('/sign-in', here === '/' ? {} : { next: here });
    // Once for each time the session ends.
  }, [isSignedOut]);

  if (me.data) return children(me.data);
  if (me.isError) {
    return (
      <div className="mx-auto max-w-[560px] p-6 pt-[16vh]">
        <FailureNote error={me.error} onRetry={() => void me.refetch()} />
      </div>
    );
  }
  return <ShellSkeleton />;
}
