import type { ReactNode } from 'react';

/** A refusal that has words of its own, said where it happened. */
export function AlertText({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className="text-ui text-danger">
      {children}
    </p>
  );
}
