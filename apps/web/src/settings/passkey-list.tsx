import type { PasskeyView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { PaneList } from '../rights/pane-parts.tsx';
import { TextDialog } from '../rights/text-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { makePasskey } from '../sign-in/browser-passkeys.ts';

/** A person's passkeys: a new one for this device, other names, and the end of one. */
export function PasskeyList() {
  const words = useMessages().access.passkeys;
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [isNaming, setNaming] = useState(false);
  const passkeys = useQuery({ queryKey: queryKeys.passkeys, queryFn: ({ signal }) => client.call(routes.listPasskeys, { signal }) });
  const add = useMutation({
    mutationFn: (name: string) => makePasskey(client, name),
    onSuccess: () => {
      setNaming(false);
      return queryClient.invalidateQueries({ queryKey: queryKeys.passkeys });
    },
  });
  if (passkeys.isPending) return <SkeletonLines lines={2} />;
  if (passkeys.isError) return <FailureNote error={passkeys.error} onRetry={() => void passkeys.refetch()} />;
  const { items, isAvailable } = passkeys.data;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-soft">{isAvailable ? words.body : words.unavailable}</p>
      {items.length > 0 && (
        <PaneList>
          {items.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </PaneList>
      )}
      {isAvailable && (
        <Button className="self-start" onClick={() => setNaming(true)}>
          {words.add}
        </Button>
      )}
      {isNaming && (
        <TextDialog
          title={words.add}
          label={words.name}
          action={words.make}
          initial={words.thisDevice}
          isWorking={add.isPending}
          error={add.error}
          onSubmit={(name) => add.mutate(name)}
          onClose={() => setNaming(false)}
        >
          <p className="text-small text-soft">{words.makeBody}</p>
        </TextDialog>
      )}
    </div>
  );
}

function PasskeyRow({ passkey }: { readonly passkey: PasskeyView }) {
  const words = useMessages().access.passkeys;
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null);
  const onSuccess = () => {
    setOpen(null);
    return queryClient.invalidateQueries({ queryKey: queryKeys.passkeys });
  };
  const params = { id: passkey.id };
  const rename = useMutation({ mutationFn: (name: string) => client.call(routes.renamePasskey, { params, body: { name } }), onSuccess });
  const remove = useMutation({ mutationFn: () => client.call(routes.removePasskey, { params }), onSuccess });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <Fingerprint aria-hidden className="size-[18px] shrink-0 text-faint" strokeWidth={1.6} />
      <div className="min-w-0 flex-1 basis-40">
        <p className="truncate text-ui font-medium">{passkey.name}</p>
        <p className="text-small text-faint">
          {passkey.lastUsedAt === null ? (
            words.unused
          ) : (
            <>
              {words.lastUse} <TimeAgo time={passkey.lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <Button size="small" look="plain" aria-label={`${words.rename}: ${passkey.name}`} onClick={() => setOpen('rename')}>
        {words.rename}
      </Button>
      <Button size="small" aria-label={`${words.remove}: ${passkey.name}`} onClick={() => setOpen('remove')}>
        {words.remove}
      </Button>
      {open === 'rename' && (
        <TextDialog
          title={words.rename}
          label={words.name}
          action={words.rename}
          initial={passkey.name}
          isWorking={rename.isPending}
          error={rename.error}
          onSubmit={(name) => rename.mutate(name)}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'remove' && (
        <ConfirmDialog
          title={words.removeTitle(passkey.name)}
          action={words.remove}
          isWorking={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setOpen(null)}
        >
          {words.removeBody}
        </ConfirmDialog>
      )}
    </li>
  );
}
