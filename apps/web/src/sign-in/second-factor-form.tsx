import { ProblemError } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useMessages } from '../messages/language.tsx';
import { AlertText } from '../ui/alert-text.tsx';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { CodeField } from './code-field.tsx';
import { Field } from '../ui/field.tsx';

interface SecondFactorFormProps {
  readonly onDone: () => void;
  readonly onAgain: () => void;
}

/** The second step of a sign-in: a code of the app, or a recovery code. */
export function SecondFactorForm({ onDone, onAgain }: SecondFactorFormProps) {
  const messages = useMessages();
  const words = messages.signIn;
  const { auth } = useApi();
  const [kind, setKind] = useState<'app' | 'recovery'>('app');
  const [code, setCode] = useState('');
  const verify = useMutation({ mutationFn: auth.verifySecondFactor, onSuccess: onDone, onError: () => setCode('') });
  const status = verify.error instanceof ProblemError ? verify.error.problem.status : null;
  const reason = status === 401 || status === 400 ? words.secondWrong : status === 429 ? words.tooMany : null;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate({ kind, code: code.trim() });
      }}
    >
      <div className="flex flex-col gap-1">
        <h1 className="text-lead font-semibold">{words.secondTitle}</h1>
        <p className="text-soft">{kind === 'app' ? words.secondBody : words.recoveryBody}</p>
      </div>
      {kind === 'app' ? (
        <CodeField label={words.secondCode} value={code} onChange={setCode} />
      ) : (
        <Field
          label={words.recoveryCode}
          name="recovery-code"
          autoComplete="off"
          spellCheck={false}
          required
          autoFocus
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      {reason !== null && <AlertText>{reason}</AlertText>}
      {verify.error !== null && reason === null && <FailureNote error={verify.error} />}
      <Button type="submit" look="primary" disabled={verify.isPending}>
        {words.submit}
      </Button>
      <div className="flex flex-wrap justify-between gap-2 border-t border-line pt-3">
        <Button
          look="plain"
          size="small"
          onClick={() => {
            setKind(kind === 'app' ? 'recovery' : 'app');
            setCode('');
          }}
        >
          {kind === 'app' ? words.useRecovery : words.useApp}
        </Button>
        <Button look="plain" size="small" onClick={onAgain}>
          {words.again}
        </Button>
      </div>
    </form>
  );
}
