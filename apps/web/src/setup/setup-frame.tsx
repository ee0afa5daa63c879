import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useFirstRunWords } from '../messages/use-first-run-words.ts';
import { BrandMark } from '../ui/brand-mark.tsx';
import { Button } from '../ui/button.tsx';
import type { SetupStep } from './setup-steps.ts';
import { setupSteps } from './setup-steps.ts';

interface SetupFrameProps {
  readonly step: SetupStep;
  readonly done: Readonly<Record<SetupStep, boolean>>;
  readonly onStep: (step: SetupStep) => void;
  readonly onDesk: () => void;
  readonly children: ReactNode;
}

/** The steps at the side, on a phone above; one of them in the middle; and the way out, always. */
export function SetupFrame({ step, done, onStep, onDesk, children }: SetupFrameProps) {
  const messages = useMessages();
  const words = useFirstRunWords();
  return (
    <div className="flex h-full flex-col overflow-y-auto bg-paper">
      <header className="flex shrink-0 items-center gap-2 px-4 py-3 tablet:px-6">
        <BrandMark className="size-[22px] text-accent" />
        <p className="font-text text-lead font-semibold tracking-tight">{messages.product}</p>
        <span className="flex-1" />
        <Button look="plain" onClick={onDesk}>
          {words.toDesk}
        </Button>
      </header>
      <div className="mx-auto flex w-full max-w-[860px] flex-1 flex-col gap-6 px-4 pt-4 pb-10 tablet:flex-row tablet:gap-12 tablet:px-6 tablet:pt-[8vh]">
        <StepList step={step} done={done} onStep={onStep} />
        <main id="work" className="flex min-w-0 flex-1 flex-col gap-4">
          {children}
          <p className="mt-auto pt-6 text-small text-faint">{words.later}</p>
        </main>
      </div>
    </div>
  );
}

function StepList({ step, done, onStep }: Pick<SetupFrameProps, 'step' | 'done' | 'onStep'>) {
  const words = useFirstRunWords();
  const format = useFormat();
  return (
    <nav aria-label={words.steps} className="flex shrink-0 flex-col gap-3 tablet:w-52">
      <p className="text-small text-faint max-tablet:hidden">{words.lead}</p>
      <ol className="flex gap-1 tablet:flex-col">
        {setupSteps.map((one, index) => {
          const isHere = one === step;
          return (
            <li key={one} className="min-w-0 max-tablet:flex-1">
              <button
                type="button"
                aria-current={isHere ? 'step' : undefined}
                onClick={() => onStep(one)}
                className={classNames(
                  'flex w-full items-center gap-2.5 rounded-box px-2 py-1.5 text-start text-ui font-medium hover:bg-hover max-tablet:flex-col max-tablet:gap-1 max-tablet:px-0 max-tablet:text-tiny',
                  isHere ? 'bg-accent-soft text-accent' : 'text-soft',
                )}
              >
                <span
                  aria-hidden
                  className={classNames(
                    'figures flex size-6 shrink-0 items-center justify-center rounded-round border text-small',
                    done[one] ? 'border-accent-ground bg-accent-ground text-on-accent' : 'border-line-strong',
                  )}
                >
                  {done[one] ? <Check className="size-3.5" /> : format.number(index + 1)}
                </span>
                <span className="min-w-0 max-w-full truncate">{words.names[one]}</span>
                {done[one] && <span className="sr-only">({words.done})</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
