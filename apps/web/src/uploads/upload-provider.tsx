import type { CarrelClient } from '@carrel/contract';
import { createCarrelClient } from '@carrel/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { createXhrFetch } from '../api/xhr-fetch.ts';
import type { SendFiles } from './create-sender.ts';
import { createUploadStore } from './create-upload-store.ts';
import { UploadContext } from './upload-context.ts';
import { sendNewFiles } from './send-new-files.ts';
import { useKeptUploads } from './use-kept-uploads.ts';
import { useIngestEvents } from './use-ingest-events.ts';

const sendFilesWith =
  (ask: CarrelClient): SendFiles =>
  ({ onProgress, ...input }) => {
    const send = createCarrelClient({
      baseUrl: '',
      fetch: createXhrFetch((sentBytes, totalBytes) => onProgress(totalBytes > 0 ? sentBytes / totalBytes : 0)),
    });
    return sendNewFiles({ ask, send }, input);
  };

export function UploadProvider({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient();
  const { client } = useApi();
  const [store] = useState(() =>
    createUploadStore({
      send: sendFilesWith(client),
      newKey: () => crypto.randomUUID(),
      onTaken: () => {
        void queryClient.invalidateQueries({ queryKey: queryKeys.documents });
        void queryClient.invalidateQueries({ queryKey: queryKeys.collections });
      },
    }),
  );
  return (
    <UploadContext value={store}>
      {children}
      <Following />
    </UploadContext>
  );
}

function Following() {
  useKeptUploads();
  useIngestEvents();
  return null;
}
