import { useEffect, useRef, useState } from 'react';
import { routes } from '@carrel/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { BareFrame } from './bare-frame.tsx';
import { LinkFailed } from './link-failed.tsx';
import { afterSignIn, tokenOfAddress } from './sign-in-address.ts';
import { FirstSetup } from './first-setup.tsx';
import { ProviderButtons } from './provider-buttons.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';
import { SignOnProblem } from './sign-on-problem.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { PasswordForm } from './password-form.tsx';

type Step =
  | { readonly kind: 'start' }
  | { readonly kind: 'password' }
  | { readonly kind: 'second-factor' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'setup' };

/** Sign in by password, or by the one-time link that `carrel up` prints; the first time, the owner's set-up follows. */
export function SignInScreen() {
  const messages = useMessages();
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [step, setStep] = useState<Step>({ kind: 'start' });
  const hasStarted = useRef(false);

  const enter = () => {
    void queryClient.invalidateQueries({ queryKey: queryKeys.me });
    location.replace(afterSignIn(location));
  };

  useEffect(() => {
    // A link works once: it must not be tried twice, not even when the effect runs twice.
    if (hasStarted.current) return;
    hasStarted.current = true;
    const token = tokenOfAddress(location);
    if (token === null) {
      setStep({ kind: 'password' });
      return;
    }
    setStep({ kind: 'checking' });
    history.replaceState(history.state, '', location.pathname);
    client.call(routes.exchangeSignInLink, { body: { token } }).then(
      ({ needsSetup, needsSecondFactor }) =>
        needsSecondFactor ? setStep({ kind: 'second-factor' }) : needsSetup ? setStep({ kind: 'setup' }) : enter(),
      (error: unknown) => setStep({ kind: 'failed', error }),
    );
  });

  return (
    <BareFrame>
      {step.kind === 'start' && <SkeletonLines lines={4} />}
      {step.kind === 'checking' && (
        <div role="status" className="flex flex-col gap-4">
          <p className="text-soft">{messages.signIn.linkWorking}</p>
          <SkeletonLines lines={3} />
        </div>
      )}
      {step.kind === 'failed' && <LinkFailed error={step.error} onPassword={() => setStep({ kind: 'password' })} />}
      {step.kind === 'password' && (
        <div className="flex flex-col gap-4">
          <SignOnProblem />
          <PasswordForm onDone={enter} onSecondFactor={() => setStep({ kind: 'second-factor' })} />
          <PasskeyButton purpose="sign-in" onDone={enter} />
          <ProviderButtons />
        </div>
      )}
      {step.kind === 'second-factor' && <SecondFactorForm onDone={enter} onAgain={() => setStep({ kind: 'password' })} />}
      {step.kind === 'setup' && <FirstSetup onDone={enter} />}
    </BareFrame>
  );
}
