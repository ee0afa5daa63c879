import type { PolicyView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useRightsChange } from '../api/rights-queries.ts';
import { useNow } from '../lib/use-now.ts';
import { useFormat } from '../messages/language.tsx';
import { usePrincipals } from '../rights/use-principals.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { grantTimeOf } from './grant-time.ts';
import { useRightsWords } from '../messages/use-rights-words.ts';

interface GrantRowProps {
  readonly policy: PolicyView;
  readonly grant: PolicyView['grants'][number];
}

/** To whom, what, from when until when; a grant that holds or is to come can be ended. */
export function GrantRow({ policy, grant }: GrantRowProps) {
  const words = useRightsWords();
  const format = useFormat();
  const { nameOf } = usePrincipals();
  const time = grantTimeOf(grant, Math.max(useNow(), Date.now()));
  const [isAsking, setAsking] = useState(false);
  const { principal, right, validFrom, validTo } = grant;
  const end = useRightsChange(
    (client, _input: undefined) => client.call(routes.endGrant, { params: { id: policy.id, principal }, query: { right } }),
    () => setAsking(false),
  );
  const begins = (time === 'coming' ? words.from : words.since)(format.stamp(validFrom));
  const ends = validTo === null ? '' : (time === 'ended' ? words.ended : words.until)(format.stamp(validTo));
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="truncate text-ui">
          <span className="font-medium">{nameOf(principal)}</span> {words.rights[right]}
        </p>
        <p className="text-small text-faint">{[begins, ends].filter((part) => part !== '').join(', ')}</p>
      </div>
      {time !== 'ended' && (
        <Button
          size="small"
          aria-label={`${words.policies.end}: ${nameOf(principal)} ${words.rights[right]}`}
          onClick={() => setAsking(true)}
        >
          {words.policies.end}
        </Button>
      )}
      {isAsking && (
        <ConfirmDialog
          title={words.policies.endTitle}
          action={words.policies.end}
          isWorking={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate(undefined)}
          onClose={() => setAsking(false)}
        >
          {words.policies.endBody(nameOf(principal), policy.name)}
        </ConfirmDialog>
      )}
    </li>
  );
}
