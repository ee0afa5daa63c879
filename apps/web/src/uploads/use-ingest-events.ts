import type { IngestEvent } from '@carrel/contract';
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/router';
import { useEffect } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMe } from '../api/identity-queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { isWorking } from '../documents/document-state.ts';
import { changeDocumentInLists } from './change-document-in-lists.ts';
import { isOpen } from './upload-item.ts';
import { useUploads, useUploadStore } from './upload-context.ts';

const reconnectMs = 2000;
const pagesOfDocuments: ReadonlySet<string> = new Set(['/documents', '/document', '/setup']);
/** While many documents come to rest, lists and counts are fetched again at most so often. */
const refetchMs = 1000;

/** Follows what the server tells about documents, while a list of them is shown or a file is on its way. */
export function useIngestEvents(): void {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const store = useUploadStore();
  const isSignedIn = Boolean(useMe().data);
  const { pathname } = useRouter();
  const hasOpenItems = useUploads().some((item) => item.phase.kind === 'accepted' && isOpen(item));
  const isNeeded = isSignedIn && (pagesOfDocuments.has(pathname) || hasOpenItems);

  useEffect(() => {
    if (!isNeeded) return undefined;
    const controller = new AbortController();
    const lists = createListRefresh(queryClient);
    const follow = async () => {
      while (!controller.signal.aborted) {
        try {
          for await (const event of client.ingestEvents(controller.signal)) {
            store.follow(event);
            applyEvent(queryClient, event, lists.refresh);
          }
        } catch {
          // The stream ended: what happened meanwhile is fetched after the pause.
        }
        if (controller.signal.aborted) return;
        await new Promise((resolve) => setTimeout(resolve, reconnectMs));
        void queryClient.invalidateQueries({ queryKey: queryKeys.documents });
      }
    };
    void follow();
    return () => {
      controller.abort();
      lists.stop();
    };
  }, [client, queryClient, store, isNeeded]);
}

/** Changes what is shown in place; what an event can't tell (counts, order) is fetched again when a document comes to rest. */
function applyEvent(queryClient: QueryClient, event: IngestEvent, refreshLists: () => void): void {
  if (event.type === 'document') {
    queryClient.setQueryData(queryKeys.document(event.document.id), event.document);
    changeDocumentInLists(queryClient, event.document);
    if (isWorking(event.document.state) && event.document.state !== 'received') return;
  }
  refreshLists();
}

/** Fetches lists and counts again, at once and then after a pause for all that came meanwhile. */
function createListRefresh(queryClient: QueryClient): { readonly refresh: () => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  const refresh = () => {
    if (timer !== undefined) {
      isWanted = true;
      return;
    }
    void queryClient.invalidateQueries({ queryKey: queryKeys.documents });
    void queryClient.invalidateQueries({ queryKey: queryKeys.collections });
    isWanted = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) refresh();
    }, refetchMs);
  };
  return { refresh, stop: () => clearTimeout(timer) };
}
