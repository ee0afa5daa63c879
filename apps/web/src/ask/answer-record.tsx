import type { AskResult, PassageView } from '@carrel/contract';
import { routes, urlOf } from '@carrel/contract';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useLanguage } from '../messages/language.tsx';
import { CopiedId } from '../ui/facts.tsx';

/** The program that checks is loaded with the first record that is opened. */
const RecordCheck = lazy(() => import('../record/record-check.tsx').then((module) => ({ default: module.RecordCheck })));

interface AnswerRecordProps {
  readonly id: string;
  readonly question: string;
  readonly result: AskResult;
  readonly passages: readonly PassageView[];
  readonly askedAt: string;
  /** The receipt opens what was asked and answered: it is for whoever asked. */
  readonly isOwn: boolean;
}

/** What the audit log keeps about an answer: enough to find the event and to check it elsewhere. */
export function AnswerRecord({ id, question, result, passages, askedAt, isOwn }: AnswerRecordProps) {
  const { messages, format } = useLanguage();
  const words = messages.ask;
  const elapsed = (durationMs: number | null) => (durationMs === null ? '–' : format.elapsed(durationMs));
  const ref = useRef<HTMLElement>(null);
  // In braces: browsers begin to give a promise here, which is no way to clean up.
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section
      ref={ref}
      id={id}
      aria-label={`${words.record}: ${question}`}
      className="appear scroll-mb-6 rounded-box border border-line bg-sheet px-4 py-3"
    >
      <p className="mb-2 text-small text-faint">{words.recordIntro}</p>
      <dl className="grid grid-cols-1 items-center gap-x-4 text-small tablet:grid-cols-[auto_1fr]">
        <Row name={words.recordEvent}>
          <CopiedId text={result.audit.eventId} />
        </Row>
        <Row name={words.recordSequence}>
          <span className="figures">{format.number(result.audit.seq)}</span>
        </Row>
        <Row name={words.recordAnswer}>
          <CopiedId text={result.answerId} />
        </Row>
        <Row name={words.recordDecision}>{words.decisions[result.decision]}</Row>
        <Row name={words.recordModel}>
          {result.model === null ? words.recordNoModel : result.model.name}
          {result.model?.remoteHost && <span className="text-danger"> · {words.recordRemote(result.model.remoteHost)}</span>}
        </Row>
        {result.model && (
          <Row name={/^[0-9a-f]{64}$/.test(result.model.id) ? words.recordModelId : words.recordModelServer}>
            <CopiedId text={result.model.id} />
          </Row>
        )}
        <Row name={words.recordPassages}>
          <span className="figures">{format.number(passages.length)}</span>
        </Row>
        <Row name={words.recordAsked}>
          <time dateTime={askedAt}>{format.stamp(askedAt)}</time>
        </Row>
        <Row name={words.recordTimes}>
          <span className="figures">
            {words.recordTimesText(elapsed(result.ms.retrieve), elapsed(result.ms.firstToken), elapsed(result.ms.total))}
          </span>
        </Row>
      </dl>
      {isOwn && (
        <div className="mt-3 border-t border-line pt-3">
          <Suspense>
            <RecordCheck
              shown={{
                answerId: result.answerId,
                question,
                answer: result.answer,
                eventId: result.audit.eventId,
                seq: result.audit.seq,
              }}
            />
          </Suspense>
        </div>
      )}
      {isOwn && (
        <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-faint">
          <a
            href={urlOf(routes.getAnswerReceipt.path, { params: { id: result.answerId } })}
            download
            className="inline-flex h-7 shrink-0 items-center gap-2 rounded-box border border-line-strong bg-sheet px-2.5 font-medium text-ink transition-colors hover:bg-hover"
          >
            <Download aria-hidden className="size-3.5" />
            {words.receipt}
          </a>
          <span className="min-w-0">{words.receiptHint}</span>
        </p>
      )}
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="pt-1 text-faint tablet:py-1">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1 tablet:py-1">{children}</dd>
    </div>
  );
}
