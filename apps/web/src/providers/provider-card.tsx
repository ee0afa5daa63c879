import type { ProviderSettings } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useFormat, useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { ProviderTestResult } from './provider-test-result.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** One identity provider: its settings without the secret, what has to be registered there, and whether it works. */
export function ProviderCard({ provider }: { readonly provider: ProviderSettings }) {
  const messages = useMessages();
  const words = useRightsWords().signOn;
  const format = useFormat();
  const { client } = useApi();
  const test = useMutation({ mutationFn: () => client.call(routes.testProvider, { params: { name: provider.name } }) });
  const mapped = Object.entries(provider.groups).map(([claim, name]) => `${claim} → ${name}`);
  return (
    <article className="flex flex-col gap-4 rounded-box border border-line bg-sheet px-4 py-4" aria-label={provider.label}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h3 className="min-w-0 truncate text-body font-semibold">
          {provider.label}{' '}
          <span className="text-small font-normal text-faint">
            {words.people(provider.peopleCount, format.number(provider.peopleCount))}
          </span>
        </h3>
        <Button size="small" disabled={test.isPending} onClick={() => test.mutate()}>
          {test.isPending ? words.testing : words.test}
        </Button>
      </div>
      <dl className="grid grid-cols-1 items-center gap-x-4 gap-y-1 text-small tablet:grid-cols-[auto_minmax(0,1fr)]">
        <Row name={words.issuer}>{provider.issuer}</Row>
        <Row name={words.client}>{provider.clientId}</Row>
        <Row name={words.redirect}>
          <span className="min-w-0 break-all">{provider.redirectUri}</span>
          <CopyButton text={provider.redirectUri} label={words.copyRedirect} />
        </Row>
        <Row name={words.unknown}>
          {words.unknowns[provider.unknownPeople]}
          {provider.unknownPeople === 'create' && ` (${format.list(provider.roles.map((role) => messages.settings.roleNames[role]))})`}
        </Row>
        {mapped.length > 0 && <Row name={words.mapped}>{mapped.join(', ')}</Row>}
      </dl>
      {test.error !== null && <FailureNote error={test.error} />}
      {test.data && <ProviderTestResult result={test.data} />}
    </article>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1 break-all max-tablet:pb-1">{children}</dd>
    </>
  );
}
