import type { Me } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMe } from '../api/identity-queries.ts';
import { useSlackWords } from '../messages/use-slack-words.ts';
import { useAddress } from '../shell/use-address.ts';
import { BareFrame } from '../sign-in/bare-frame.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { forgetLinkToken, takeLinkToken } from './link-token.ts';

/** Where a one-time link of Slack leads: sign in, see whose account it is, confirm. */
export function LinkScreen() {
  const me = useMe();
  const words = useSlackWords().link;
  const address = useAddress();
  // Undefined until the browser has looked.
  const [token, setToken] = useState<string | null>();
  const [visit, setVisit] = useState(0);
  useEffect(() => {
    const look = () => {
      setToken(takeLinkToken());
      setVisit((count) => count + 1);
    };
    look();
    // Another link in the same tab changes the address behind `#` alone, and loads nothing anew.
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  const isSignedOut = me.data === null && typeof token === 'string';
  useEffect(() => {
    if (isSignedOut) address.go('/sign-in', { next: '/slack/' });
    // Once for each time the session ends.
  }, [isSignedOut]);
  return (
    <BareFrame footer={words.privacy}>
      {token === null ? (
        <NoLink />
      ) : me.isError ? (
        <FailureNote error={me.error} onRetry={() => void me.refetch()} />
      ) : token !== undefined && me.data ? (
        <Confirmation key={visit} me={me.data} token={token} visit={visit} />
      ) : (
        <SkeletonLines lines={4} />
      )}
    </BareFrame>
  );
}

function NoLink() {
  const words = useSlackWords().link;
  return (
    <div className="flex flex-col items-start gap-3">
      <h1 className="text-lead font-semibold">{words.none}</h1>
      <p className="text-soft">{words.noneBody}</p>
      <ToCarrel />
    </div>
  );
}

function ToCarrel() {
  const words = useSlackWords().link;
  return (
    <Link href="/" className="text-ui font-medium text-accent underline underline-offset-2">
      {words.toCarrel}
    </Link>
  );
}

interface ConfirmationProps {
  readonly me: Me;
  readonly token: string;
  /** How often a link was opened in this tab: a link that was used meanwhile is looked at anew. */
  readonly visit: number;
}

function Confirmation({ me, token, visit }: ConfirmationProps) {
  const words = useSlackWords().link;
  const { client } = useApi();
  const [isRefused, setRefused] = useState(false);
  const request = useQuery({
    queryKey: ['slack-link-request', token, visit],
    queryFn: ({ signal }) => client.call(routes.showSlackLinkRequest, { body: { token }, signal }),
    retry: false,
    staleTime: Infinity,
  });
  const link = useMutation({
    mutationFn: () => client.call(routes.linkSlackAccount, { body: { token } }),
    onSuccess: forgetLinkToken,
  });
  if (link.isSuccess || isRefused)
    return (
      <div role="status" className="flex flex-col items-start gap-3">
        <h1 className="text-lead font-semibold">{isRefused ? words.refused : words.done}</h1>
        {!isRefused && <p className="text-soft">{words.doneBody}</p>}
        <ToCarrel />
      </div>
    );
  if (request.isPending) return <SkeletonLines lines={4} />;
  if (request.isError) return <FailureNote error={request.error} onRetry={() => void request.refetch()} />;
  const { slackUserName, slackUserId, teamName } = request.data;
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-lead font-semibold">{words.title}</h1>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-ui">
        <Fact name={words.account} value={slackUserName} more={slackUserId} />
        <Fact name={words.team} value={teamName} />
        <Fact name={words.person} value={me.name} more={me.email} />
      </dl>
      <p className="flex gap-2.5 rounded-box border border-line-strong bg-paper px-3 py-2.5 text-ui">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
        <span className="min-w-0">{words.warning}</span>
      </p>
      {link.error !== null && <FailureNote error={link.error} />}
      <div className="flex flex-wrap gap-3">
        <Button look="primary" disabled={link.isPending} onClick={() => link.mutate()}>
          {words.confirm}
        </Button>
        <Button
          disabled={link.isPending}
          onClick={() => {
            forgetLinkToken();
            setRefused(true);
          }}
        >
          {words.cancel}
        </Button>
      </div>
    </div>
  );
}

function Fact({ name, value, more }: { readonly name: string; readonly value: string; readonly more?: string }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words">
        <span className="font-medium">{value}</span>
        {more !== undefined && <span className="block text-small text-faint">{more}</span>}
      </dd>
    </>
  );
}
