import type { ApiKeyView } from '@carrel/contract';
import { useState } from 'react';
import { useFormat } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

interface KeyRowProps {
  readonly apiKey: ApiKeyView;
  /** Whose it is, where several people are in the list. */
  readonly owner?: string;
  readonly revokedAt?: string | null;
  readonly revoke: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly mutate: (id: string, options: { readonly onSuccess: () => void }) => void;
  };
}

/** A key by its name and beginning: what it may, until when, and when it was last used. */
export function KeyRow({ apiKey, owner, revokedAt = null, revoke }: KeyRowProps) {
  const words = useRightsWords().keys;
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  const { id, name, prefix, scopes, expiresAt, lastUsedAt } = apiKey;
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 text-ui font-medium">
          <span className="truncate">{name}</span>
          <code className="font-mono text-code font-normal text-faint">{prefix}…</code>
          {revokedAt !== null && <span className="text-small font-normal text-danger">{words.revoked}</span>}
        </p>
        <p className="text-small text-soft">
          {owner !== undefined && <>{owner} · </>}
          {format.list(scopes.map((scope) => words.scopeNames[scope]))}
        </p>
        <p className="text-small text-faint">
          {expiresAt === null ? words.never : endText(expiresAt, words, format.day)} ·{' '}
          {lastUsedAt === null ? (
            words.unused
          ) : (
            <>
              {words.lastUse} <TimeAgo time={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      {revokedAt === null && (
        <Button size="small" onClick={() => setAsking(true)}>
          {words.revoke}
        </Button>
      )}
      {isAsking && (
        <ConfirmDialog
          title={words.revokeTitle(name)}
          action={words.revoke}
          isWorking={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          {words.revokeBody}
        </ConfirmDialog>
      )}
    </li>
  );
}

function endText(
  expiresAt: string,
  words: { readonly ends: (time: string) => string; readonly endedOn: (time: string) => string },
  write: (time: string) => string,
): string {
  return Date.parse(expiresAt) > Date.now() ? words.ends(write(expiresAt)) : words.endedOn(write(expiresAt));
}
