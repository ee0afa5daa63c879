import { useEffect, useRef } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { useAddress } from '../shell/use-address.ts';
import { auditViewOf, auditViews } from './audit-views.ts';

/** The ways to look at the log. A view begins with nothing chosen. */
export function AuditTabs() {
  const words = useAuditWords();
  const address = useAddress();
  const here = auditViewOf(address.get('view'));
  const chosen = useRef<HTMLButtonElement>(null);
  // On a narrow screen not all of them have room.
  // In braces: browsers begin to give a promise here, which is no way to clean up.
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return (
    <nav aria-label={words.tabs.label} className="shrink-0 overflow-x-auto border-b border-line px-2 tablet:px-4">
      <ul className="flex min-w-max">
        {auditViews.map((view) => (
          <li key={view}>
            <button
              type="button"
              {...(here === view && { ref: chosen })}
              aria-current={here === view ? 'page' : undefined}
              onClick={() => address.go('/audit', view === 'events' ? {} : { view })}
              className={classNames(
                'flex h-10 items-center border-b-2 px-2.5 text-ui font-medium outline-offset-[-3px] transition-colors hover:text-ink',
                here === view ? 'border-accent text-accent' : 'border-transparent text-soft',
              )}
            >
              {words.tabs[view]}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
