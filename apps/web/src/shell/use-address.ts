import { useRouter } from 'next/router';
import { useCallback, useMemo } from 'react';

/** What the address holds beside the path; a reload or a shared link shows the same. */
export const addressKeys = [
  'c',
  'a',
  'doc',
  'version',
  'at',
  'q',
  'in',
  'within',
  'kind',
  'since',
  'sort',
  'state',
  'filter',
  'event',
  'answer',
  'view',
  'type',
  'target',
  'who',
  'from',
  'to',
  'next',
  'token',
  'asof',
  'of',
  'person',
  'group',
  'policy',
  'step',
] as const;
export type AddressKey = (typeof addressKeys)[number];
export type AddressPatch = Readonly<Partial<Record<AddressKey, string | null>>>;

export interface Address {
  /** False in the exported page and until the browser's address is known. */
  readonly isReady: boolean;
  readonly path: string;
  readonly get: (key: AddressKey) => string | null;
  /** A new entry of the history: the back button undoes it. */
  readonly push: (patch: AddressPatch) => void;
  readonly replace: (patch: AddressPatch) => void;
  /** Another page, with these values alone. */
  readonly go: (path: string, values?: AddressPatch) => void;
}

export function useAddress(): Address {
  const router = useRouter();
  const { isReady, pathname, query } = router;

  const change = useCallback(
    (method: 'push' | 'replace', patch: AddressPatch) => {
      const next = new URLSearchParams(location.search);
      for (const [key, value] of Object.entries(patch)) {
        if (value === null || value === undefined || value === '') next.delete(key);
        else next.set(key, value);
      }
      void router[method]({ pathname, query: Object.fromEntries(next) }, undefined, { shallow: true, scroll: false });
    },
    [router, pathname],
  );

  return useMemo(
    () => ({
      isReady,
      path: pathname,
      get: (key) => {
        const value = query[key];
        return typeof value === 'string' && value !== '' ? value : null;
      },
      push: (patch) => change('push', patch),
      replace: (patch) => change('replace', patch),
      go: (path, values = {}) => {
        const filled = Object.fromEntries(
          Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
        );
        void router.push({ pathname: path, query: filled });
      },
    }),
    [isReady, pathname, query, router, change],
  );
}
