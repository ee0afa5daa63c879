import type { LogHealthView } from '@carrel/contract';
import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useFormat } from '../messages/language.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { TimeAgo } from '../ui/time-ago.tsx';

/** Where the log ends, what was signed, its second copy, and who has cosigned. */
export function LogHealth({ health }: { readonly health: LogHealthView }) {
  const words = useAuditWords().log;
  const format = useFormat();
  const { checkpoint, sequencer, journal, witnesses } = health;
  const isNumbering = sequencer === 'leading' || sequencer === 'standby';
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-3 rounded-box border border-line bg-sheet px-4 py-3 text-ui tablet:grid-cols-[180px_minmax(0,1fr)] tablet:gap-y-2">
      <Fact name={words.entries}>
        <span className="figures">{format.number(health.size)}</span>
        {health.shard !== null && <span className="text-faint"> · {words.year(String(health.shard))}</span>}
      </Fact>
      <Fact name={words.numbering} isBad={!isNumbering}>
        {words.sequencer[sequencer]}
      </Fact>
      <Fact name={words.checkpoint} isBad={checkpoint === null}>
        {checkpoint === null ? (
          words.noCheckpoint
        ) : (
          <>
            <TimeAgo time={checkpoint.at} />
            <span className="figures text-faint"> · {words.covers(format.number(checkpoint.size))}</span>
          </>
        )}
      </Fact>
      <Fact name={words.journal} isBad={journal !== null && journal.status !== 'ok'}>
        {journal === null ? <span className="text-faint">{words.noJournal}</span> : words.journalStates[journal.status]}
      </Fact>
      <Fact name={words.witnesses} isBad={witnesses !== null && witnesses.level !== 'ok'}>
        {witnesses === null ? (
          <span className="text-faint">{words.noWitnesses}</span>
        ) : (
          <ul className="flex flex-col gap-1">
            {witnesses.items.map((one) => (
              <li key={one.name}>
                <span className="font-mono text-code">{one.name}</span>{' '}
                <span className={one.problem === null ? 'text-faint' : 'text-danger'}>
                  {one.problem === null ? one.cosignedAt !== null && <TimeAgo time={one.cosignedAt} /> : words.problems[one.problem]}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly isBad?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, isBad = false, children }: FactProps) {
  return (
    <div className="contents">
      <dt className="text-small font-medium text-faint tablet:pt-0.5">{name}</dt>
      <dd className={classNames('min-w-0 max-tablet:-mt-2.5', isBad && 'text-danger')}>{children}</dd>
    </div>
  );
}
