import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-[420px] flex-col items-center gap-3 px-6 py-16 text-center">
      {icon !== undefined && <div className="text-faint">{icon}</div>}
      <h2 className="font-text text-heading font-semibold">{title}</h2>
      {children !== undefined && <div className="text-soft">{children}</div>}
      {action !== undefined && <div className="pt-2">{action}</div>}
    </div>
  );
}
