import type { AccessMatrixView } from '@carrel/contract';

/** From where a right comes: what `everyone` is called, or the name of the group. */
export function sourceName({ groups }: AccessMatrixView, from: string, everyone: string): string {
  return from === 'everyone' ? everyone : (groups.find(({ id }) => id === from)?.name ?? from);
}
