import type { ReactNode } from 'react';

/** A part of the design language, with what is said about it. */
export function Sheet({ title, rule, children }: { readonly title: string; readonly rule: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-b border-line pb-8">
      <div>
        <h2 className="text-lead font-semibold">{title}</h2>
        <p className="measure text-small text-soft">{rule}</p>
      </div>
      {children}
    </section>
  );
}

/** Things side by side, as many as fit. */
export function Row({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>;
}
