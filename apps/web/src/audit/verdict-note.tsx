import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useFormat } from '../messages/language.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import type { Verdict } from './verify-log.ts';

/** What a check in the browser came to. */
export function VerdictNote({ verdict, isEvent = false }: { readonly verdict: Verdict; readonly isEvent?: boolean }) {
  const words = useAuditWords().verify;
  const format = useFormat();
  if (!verdict.isWhole && verdict.problem === 'cannot-check')
    return (
      <p role="status" className="rounded-box border border-line bg-desk px-3 py-2 text-ui text-soft">
        {words.problems['cannot-check']()}
      </p>
    );
  if (!verdict.isWhole)
    return (
      <p role="alert" className="flex gap-2 rounded-box border border-danger/40 bg-danger-soft px-3 py-2 text-ui">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
        <span>
          <strong className="font-semibold">{words.failed}</strong>{' '}
          {words.problems[verdict.problem](verdict.seq === null ? '' : format.number(verdict.seq))} {words.failedNext}
        </span>
      </p>
    );
  return (
    <div role="status" className="flex gap-2 rounded-box border border-line bg-accent-soft px-3 py-2 text-ui">
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
      <div className="min-w-0">
        <p className="font-medium">{isEvent ? words.eventWhole : words.whole(format.number(verdict.size))}</p>
        <p className="text-small text-soft">{isEvent ? words.eventWholeBody(format.number(verdict.size)) : words.wholeBody}</p>
        <p className="truncate font-mono text-code text-faint">{verdict.rootHash}</p>
      </div>
    </div>
  );
}
