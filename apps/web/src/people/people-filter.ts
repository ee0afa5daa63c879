import type { UserView } from '@carrel/contract';

/** Which people a list shows. */
export const shows = ['all', 'active', 'off', 'service'] as const;
export type Show = (typeof shows)[number];

/** Whether somebody is among those that the words and the filter ask for. */
export function isShown(
  { name, email, kind, isActive }: UserView,
  { text, show }: { readonly text: string; readonly show: Show },
): boolean {
  if (!`${name} ${email}`.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase())) return false;
  switch (show) {
    case 'all':
      return true;
    case 'active':
      return isActive && kind === 'person';
    case 'off':
      return !isActive;
    case 'service':
      return kind === 'service';
  }
}
