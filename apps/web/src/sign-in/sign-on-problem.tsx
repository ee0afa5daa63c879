import { useEffect, useState } from 'react';
import { useMessages } from '../messages/language.tsx';

/** Why the way back from an identity provider ended here; its code stands in the address. */
export function SignOnProblem() {
  const { problems } = useMessages().signIn;
  const [code, setCode] = useState<string | null>(null);
  useEffect(() => setCode(new URLSearchParams(location.search).get('problem')), []);
  if (code === null) return null;
  const text = Object.entries(problems).find(([known]) => known === code)?.[1] ?? problems.SIGN_ON_FAILED;
  return (
    <p role="alert" className="rounded-box border border-danger/40 bg-danger-soft px-4 py-3 text-ui text-ink">
      {text}
    </p>
  );
}
