import type { Me } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { queryKeys } from '../api/query-keys.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { PasswordStep } from './password-step.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SecondFactorSetup } from './second-factor-setup.tsx';

type Open = { readonly kind: 'set-up' | 'renew' | 'remove' } | { readonly kind: 'codes'; readonly codes: readonly string[] } | null;

/** The second factor of the person: set up, new recovery codes, turn off. */
export function SecondFactor({ me }: { readonly me: Me }) {
  const words = useMessages().access.secondFactor;
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: queryKeys.me });
    void queryClient.invalidateQueries({ queryKey: queryKeys.sessions });
  };
  const { hasPassword } = me;
  return (
    <div className="flex flex-col items-start gap-4">
      <p className="text-soft">{me.hasSecondFactor ? words.on : words.off}</p>
      <div className="flex flex-wrap gap-2">
        {me.hasSecondFactor ? (
          <>
            <Button onClick={() => setOpen({ kind: 'renew' })}>{words.renew}</Button>
            <Button look="danger" onClick={() => setOpen({ kind: 'remove' })}>
              {words.remove}
            </Button>
          </>
        ) : (
          <Button onClick={() => setOpen({ kind: 'set-up' })}>{words.begin}</Button>
        )}
      </div>
      {open?.kind === 'set-up' && <SecondFactorSetup hasPassword={hasPassword} onDone={refresh} onClose={close} />}
      {open?.kind === 'renew' && (
        <PasswordStep
          title={words.renewTitle}
          body={words.renewBody}
          action={words.continue}
          hasPassword={hasPassword}
          run={(body) => client.call(routes.renewRecoveryCodes, { body })}
          onDone={({ recoveryCodes }) => setOpen({ kind: 'codes', codes: recoveryCodes })}
          onClose={close}
        />
      )}
      {open?.kind === 'remove' && (
        <PasswordStep
          title={words.removeTitle}
          body={words.removeBody}
          action={words.remove}
          hasPassword={hasPassword}
          run={(body) => client.call(routes.removeSecondFactor, { body })}
          onDone={() => {
            refresh();
            close();
          }}
          onClose={close}
        />
      )}
      {open?.kind === 'codes' && (
        <Dialog title={words.codesTitle} onClose={close}>
          <RecoveryCodes codes={open.codes} />
          <DialogActions>
            <Button look="primary" onClick={close}>
              {words.done}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </div>
  );
}
