import type { Me } from '@carrel/contract';
import Head from 'next/head';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { useMe } from '../api/identity-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { useAddress } from '../shell/use-address.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { CompanyStep } from './company-step.tsx';
import { FolderStep } from './folder-step.tsx';
import { ModelsStep } from './models-step.tsx';
import { OwnerStep } from './owner-step.tsx';
import { QuestionStep } from './question-step.tsx';
import { SetupFrame } from './setup-frame.tsx';
import type { SetupStep } from './setup-steps.ts';
import { setupStepOf, stepAfter } from './setup-steps.ts';
import { useStepsDone } from './use-steps-done.ts';

/** The first run, and the way back to it: each step stands in the address, so that it can be left and found again. */
export function SetupScreen() {
  const words = useFirstRunWords();
  const me = useMe().data;
  if (!me) return null;
  if (!me.roles.includes('admin'))
    return (
      <main className="h-full">
        <EmptyState
          title={words.forAdmins}
          isPageTitle
          action={
            <Link href="/" className="font-medium text-accent hover:underline">
              {words.toDesk}
            </Link>
          }
        />
      </main>
    );
  return <Steps me={me} />;
}

function Steps({ me }: { readonly me: Me }) {
  const messages = useMessages();
  const words = useFirstRunWords();
  const address = useAddress();
  const done = useStepsDone(me);
  const step = setupStepOf(address.get('step'));
  const headingRef = useRef<HTMLHeadingElement>(null);
  const hasMoved = useRef(false);
  // After a step the reading goes on at the next one's heading.
  useEffect(() => {
    if (hasMoved.current) headingRef.current?.focus();
    hasMoved.current = true;
  }, [step]);
  const toDesk = () => address.go('/');
  const goTo = (next: SetupStep) => address.push({ step: next });
  const next = () => {
    const after = stepAfter(step);
    if (after === null) toDesk();
    else goTo(after);
  };
  return (
    <SetupFrame step={step} done={done} onStep={goTo} onDesk={toDesk}>
      <Head>
        <title>{`${words.title} · ${messages.product}`}</title>
      </Head>
      <h1 ref={headingRef} tabIndex={-1} className="font-text text-title font-semibold outline-none">
        {words[step].title}
      </h1>
      <StepBody step={step} me={me} isDone={done[step]} onNext={next} />
    </SetupFrame>
  );
}

interface StepBodyProps {
  readonly step: SetupStep;
  readonly me: Me;
  readonly isDone: boolean;
  readonly onNext: () => void;
}

function StepBody({ step, me, isDone, onNext }: StepBodyProps) {
  switch (step) {
    case 'owner':
      return <OwnerStep me={me} isDone={isDone} onNext={onNext} />;
    case 'company':
      return <CompanyStep company={me.company} onNext={onNext} />;
    case 'models':
      return <ModelsStep me={me} onNext={onNext} />;
    case 'folder':
      return <FolderStep onNext={onNext} />;
    case 'question':
      return <QuestionStep />;
  }
}
