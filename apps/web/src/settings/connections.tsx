import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';

/** The identity providers that a person can connect to their account; nothing where there are none. */
export function Connections({ children }: { readonly children: (list: ReactNode) => ReactNode }) {
  const words = useMessages().access.connections;
  const { client } = useApi();
  const queryClient = useQueryClient();
  const connections = useQuery({
    queryKey: queryKeys.connections,
    queryFn: ({ signal }) => client.call(routes.listConnections, { signal }),
  }).data?.items;
  const connect = useMutation({
    mutationFn: (name: string) => client.call(routes.connectProvider, { params: { name } }),
    onSuccess: ({ url }) => location.assign(url),
  });
  const disconnect = useMutation({
    mutationFn: (name: string) => client.call(routes.disconnectProvider, { params: { name } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.connections }),
  });
  if (connections === undefined || connections.length === 0) return null;
  const failure = connect.error ?? disconnect.error;
  return children(
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
        {connections.map(({ name, label, isConnected }) => (
          <li key={name} className="flex items-center gap-3 px-4 py-3">
            <p className="min-w-0 flex-1 truncate text-ui font-medium">
              {label}
              {isConnected && <span className="ms-2 font-normal text-accent">{words.connected}</span>}
            </p>
            {isConnected ? (
              <Button size="small" disabled={disconnect.isPending} onClick={() => disconnect.mutate(name)}>
                {words.disconnect}
              </Button>
            ) : (
              <Button size="small" disabled={connect.isPending} onClick={() => connect.mutate(name)}>
                {words.connect}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {failure !== null && <FailureNote error={failure} />}
    </div>,
  );
}
