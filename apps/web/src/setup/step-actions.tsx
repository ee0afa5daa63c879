import type { ReactNode } from 'react';

/** What can be done at the foot of a step: to save, and to leave it out. */
export function StepActions({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2 pt-2">{children}</div>;
}
