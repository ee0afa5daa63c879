import type { ProviderTest } from '@carrel/contract';
import { CircleAlert, CircleCheck, CircleMinus, CircleX } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';

import { useRightsWords } from '../messages/use-rights-words.ts';

const icons = { passed: CircleCheck, warned: CircleAlert, failed: CircleX, skipped: CircleMinus } as const;

/** What a test found: each check, and for what is wrong why and what to do. */
export function ProviderTestResult({ result }: { readonly result: ProviderTest }) {
  const words = useRightsWords().signOn;
  return (
    <div role="status" className="flex flex-col gap-3 border-t border-line pt-4">
      <p className={classNames('text-ui font-semibold', result.isUsable ? 'text-accent' : 'text-danger')}>
        {result.isUsable ? words.usable : words.unusable}
      </p>
      <ul className="flex flex-col gap-2">
        {result.checks.map(({ name, state, finding, expected, found }) => {
          const Icon = icons[state];
          return (
            <li key={name} className="flex gap-2.5 text-ui">
              <Icon
                aria-hidden
                className={classNames(
                  'mt-0.5 size-4 shrink-0',
                  state === 'failed' ? 'text-danger' : state === 'passed' ? 'text-accent' : 'text-faint',
                )}
              />
              <div className="min-w-0">
                <p className={state === 'skipped' ? 'text-faint' : ''}>
                  {words.checks[name]}
                  <span className="text-small text-faint"> · {words.states[state]}</span>
                </p>
                {finding !== null && <p className="text-small break-words text-soft">{words.findings[finding]({ expected, found })}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
