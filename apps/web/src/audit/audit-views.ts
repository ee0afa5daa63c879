/** The pages of the compliance desk; the address names them by `view`. */
export const auditViews = ['events', 'seen', 'keeping', 'log'] as const;
export type AuditView = (typeof auditViews)[number];

export function auditViewOf(value: string | null): AuditView {
  return auditViews.find((view) => view === value) ?? 'events';
}
