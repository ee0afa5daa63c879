import { useMemo } from 'react';
import { useGroups, usePeople } from '../api/rights-queries.ts';

import { useRightsWords } from '../messages/use-rights-words.ts';

export interface PrincipalChoice {
  /** `everyone`, a user id or a group id. */
  readonly id: string;
  readonly kind: 'everyone' | 'person' | 'service' | 'group';
  readonly name: string;
  /** What tells two of one name apart. */
  readonly more: string;
}

/** Everybody whom a grant can name. */
export function usePrincipals() {
  const words = useRightsWords();
  const people = usePeople();
  const groups = useGroups();
  const all = useMemo<readonly PrincipalChoice[]>(
    () => [
      { id: 'everyone', kind: 'everyone', name: words.everyone, more: '' },
      ...(groups.data?.items ?? []).map(({ id, name }) => ({ id, kind: 'group' as const, name, more: words.picker.group })),
      ...(people.data?.items ?? []).map(({ id, kind, name, email }) => ({
        id,
        kind,
        name,
        more: kind === 'service' ? words.picker.service : email,
      })),
    ],
    [people.data, groups.data, words],
  );
  const nameOf = (id: string): string => all.find((one) => one.id === id)?.name ?? id;
  return { all, nameOf, isPending: people.isPending || groups.isPending, error: people.error ?? groups.error };
}
