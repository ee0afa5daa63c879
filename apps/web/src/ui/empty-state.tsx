import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** It is all that the page says. */
  readonly isPageTitle?: boolean;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon, title, isPageTitle = false, children, action }: EmptyStateProps) {
  const Heading = isPageTitle ? 'h1' : 'h2';
  return (
    <div className="mx-auto flex max-w-[420px] flex-col items-center gap-3 px-6 py-16 text-center">
      {icon !== undefined && <div className="text-faint">{icon}</div>}
      <Heading className="font-text text-heading font-semibold">{title}</Heading>
      {children !== undefined && <div className="text-soft">{children}</div>}
      {action !== undefined && <div className="pt-2">{action}</div>}
    </div>
  );
}
