import { routes } from '@carrel/contract';
import { useEffect, useRef } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMe } from '../api/identity-queries.ts';
import { isOpen } from './upload-item.ts';
import { useUploads, useUploadStore } from './upload-context.ts';

const storageKey = 'carrel.uploads';
const mostKept = 200;

/**
 * Keeps the ids of documents on their way for this tab, so that the tray shows them again after a reload; and warns before
 * leaving while files have not been sent, which a reload would lose.
 */
export function useKeptUploads(): void {
  const { client } = useApi();
  const store = useUploadStore();
  const items = useUploads();
  const isSignedIn = Boolean(useMe().data);
  const hasRestored = useRef(false);

  useEffect(() => {
    if (!isSignedIn || hasRestored.current) return;
    hasRestored.current = true;
    const kept = readKept();
    if (kept.length === 0) return;
    void Promise.allSettled(kept.map((id) => client.call(routes.getDocument, { params: { id } }))).then((results) =>
      store.restore(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))),
    );
  }, [client, store, isSignedIn]);

  useEffect(() => {
    if (!hasRestored.current) return;
    const open = items.flatMap((item) => (item.phase.kind === 'accepted' && isOpen(item) ? [item.phase.document.id] : []));
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(open.slice(0, mostKept)));
    } catch {
      // Without storage the tray is empty after a reload; the list of documents shows the same states.
    }
  }, [items]);

  const isSending = items.some((item) => item.phase.kind === 'waiting' || item.phase.kind === 'sending');
  useEffect(() => {
    if (!isSending) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isSending]);
}

function readKept(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
