import { routes } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { Check, ShieldCheck, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useLanguage } from '../messages/language.tsx';
import { useRecordWords } from '../messages/use-record-words.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { checkRecord, type RecordFindings, type ShownAnswer } from './check-record.ts';
import { compareWithMemory, type LogHistory } from './remembered-log.ts';

interface Outcome {
  readonly findings: RecordFindings;
  /** Null: the record does not hold, or cannot be checked here, so there is nothing to compare. */
  readonly history: LogHistory | null;
}

/** The record of one's own answer, checked by the browser: proofs, signature, texts, and that the log has only grown. */
export function RecordCheck({ shown }: { readonly shown: ShownAnswer }) {
  const words = useRecordWords();
  const check = useRecordCheck(shown);
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="small" onClick={() => check.mutate()} disabled={check.isPending}>
        <ShieldCheck aria-hidden className="size-3.5" />
        {check.isPending ? words.checking : words.check}
      </Button>
      <div aria-live="polite" className="w-full">
        {check.isError && <FailureNote error={check.error} title={words.failed} onRetry={() => check.mutate()} />}
        {check.data && !check.isPending && <Findings {...check.data} />}
      </div>
    </div>
  );
}

function useRecordCheck(shown: ShownAnswer) {
  const { client } = useApi();
  return useMutation({
    mutationFn: async (): Promise<Outcome> => {
      const receipt = await client.call(routes.getAnswerReceipt, { params: { id: shown.answerId } });
      const findings = await checkRecord(receipt, shown);
      if (findings.type !== 'holds') return { findings, history: null };
      const { log } = findings;
      const ask = async (from: number, to: number) =>
        (await client.call(routes.proveConsistency, { params: { shard: String(log.shard) }, query: { from, to } })).proof;
      return { findings, history: await compareWithMemory(log, ask, Date.now()) };
    },
  });
}

function Findings({ findings, history }: Outcome) {
  const words = useRecordWords();
  const { format } = useLanguage();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  if (findings.type === 'cannot-check') return <p className="text-small text-soft">{words.notHere}</p>;
  if (findings.type === 'does-not-hold') return <Broken what={words.problems[findings.problem]} />;
  const { seq, log } = findings;
  return (
    <div ref={ref} className="scroll-mb-6">
      <ul className="appear flex flex-col gap-1 text-small">
        <Found>{words.inLog(format.number(seq), format.number(log.size))}</Found>
        <Found>
          {words.signed} <code className="font-mono text-code break-all">{log.verifierKey.split('+').slice(0, 2).join('+')}</code>
        </Found>
        <Found>{findings.areTextsChecked ? words.sameTexts : words.textsWithheld}</Found>
        {history?.type === 'first' && <Found>{words.first}</Found>}
        {history?.type === 'grown' && <Found>{words.grown(format.stamp(history.seenAt), format.number(history.size))}</Found>}
      </ul>
      {history?.type === 'rewritten' && <Broken what={words.rewritten(format.stamp(history.seenAt), format.number(history.size))} />}
      {history?.type === 'other-key' && <Broken what={words.otherKey(format.stamp(history.seenAt))} />}
      <p className="mt-2 text-small text-faint">{words.limits}</p>
    </div>
  );
}

function Found({ children }: { readonly children: ReactNode }) {
  return (
    <li className="flex items-start gap-2">
      <Check aria-hidden className="mt-1 size-3.5 shrink-0 text-accent" />
      <span className="min-w-0">{children}</span>
    </li>
  );
}

function Broken({ what }: { readonly what: string }) {
  const words = useRecordWords();
  return (
    <div role="alert" className="mt-2 flex gap-3 rounded-box border border-danger/40 bg-danger-soft px-4 py-3 text-ink">
      <TriangleAlert aria-hidden className="mt-1 size-4 shrink-0 text-danger" />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-semibold">{what}</p>
        <p className="text-ui">{words.whatToDo}</p>
      </div>
    </div>
  );
}
