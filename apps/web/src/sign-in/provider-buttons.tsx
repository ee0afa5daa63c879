import { routes } from '@carrel/contract';
import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { afterSignIn } from './sign-in-address.ts';

/** One button for each identity provider; without any, nothing. */
export function ProviderButtons() {
  const words = useMessages().signIn;
  const { client } = useApi();
  const providers = useQuery({
    queryKey: queryKeys.signInProviders,
    queryFn: ({ signal }) => client.call(routes.listSignInProviders, { signal }),
  }).data?.items;
  if (providers === undefined || providers.length === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex items-center gap-3 text-small text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {words.or}
      </p>
      {providers.map(({ name, label }) => (
        <Button key={name} onClick={() => location.assign(startOf(name))}>
          <KeyRound aria-hidden className="size-4 text-faint" />
          {words.withProvider(label)}
        </Button>
      ))}
    </div>
  );
}

function startOf(name: string): string {
  return `/api/auth/oidc/${encodeURIComponent(name)}/start?next=${encodeURIComponent(afterSignIn(location))}`;
}
