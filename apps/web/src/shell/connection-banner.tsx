import { routes } from '@carrel/contract';
import { useQueryClient } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { isAbort, isConnectionError } from '../api/failure.ts';
import { useMessages } from '../messages/language.tsx';

const retryMs = 3000;

/** Says that the server does not answer, asks it until it does, and then fetches again what failed meanwhile. */
export function ConnectionBanner() {
  const messages = useMessages();
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [isOffline, setOffline] = useState(false);

  useEffect(() => {
    const onLost = () => setOffline(true);
    window.addEventListener('offline', onLost);
    const stopWatching = queryClient.getQueryCache().subscribe((event) => {
      if (
        event.type === 'updated' &&
        event.action.type === 'error' &&
        isConnectionError(event.action.error) &&
        !isAbort(event.action.error)
      )
        onLost();
    });
    return () => {
      window.removeEventListener('offline', onLost);
      stopWatching();
    };
  }, [queryClient]);

  useEffect(() => {
    if (!isOffline) return undefined;
    const controller = new AbortController();
    const timer = setInterval(() => {
      client.call(routes.livez, { signal: controller.signal }).then(
        () => {
          setOffline(false);
          void queryClient.invalidateQueries();
        },
        () => undefined,
      );
    }, retryMs);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [isOffline, client, queryClient]);

  return (
    <div role="status">
      {isOffline && (
        <p className="flex items-center justify-center gap-2 border-b border-line bg-marker px-4 py-1.5 text-small font-medium text-on-marker">
          <WifiOff aria-hidden className="size-4" />
          {messages.failure.offlineBanner}
        </p>
      )}
    </div>
  );
}
