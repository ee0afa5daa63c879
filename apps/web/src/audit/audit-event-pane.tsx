import { ArrowLeft, X } from 'lucide-react';
import { useAuditEvent } from '../api/audit-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { useKey } from '../shell/use-key.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { prettyLeaf } from './pretty-leaf.ts';
import { Button } from '../ui/button.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { VerifyEvent } from './verify-event.tsx';
import { CopiedId, Fact, Facts } from '../ui/facts.tsx';

/** One event beside the list: its fields, and the leaf as it was hashed. */
export function AuditEventPane({ id }: { readonly id: string }) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.audit;
  const address = useAddress();
  const event = useAuditEvent(id);
  const more = useAuditWords();
  const close = () => address.replace({ event: null });
  useKey('Escape', close);
  return (
    <>
      <header className="flex min-h-14 shrink-0 items-center gap-2 border-b border-line px-2 pair:pl-4">
        <IconButton label={messages.common.back} className="pair:hidden" onClick={close}>
          <ArrowLeft aria-hidden className="size-5" />
        </IconButton>
        <h2 className="min-w-0 flex-1 truncate font-semibold">
          {event.data ? `${words.event(format.number(event.data.seq))} · ${event.data.type}` : ' '}
        </h2>
        <IconButton label={messages.common.close} keyHint="Esc" className="max-pair:hidden" onClick={close}>
          <X aria-hidden className="size-[18px]" />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-4" tabIndex={0}>
        {event.isPending && <SkeletonLines lines={8} />}
        {event.isError && <FailureNote error={event.error} onRetry={() => void event.refetch()} />}
        {event.data && (
          <div className="flex flex-col gap-5">
            <Facts>
              <Fact name={words.columns.time}>
                <time dateTime={event.data.time}>{event.data.time}</time>
              </Fact>
              <Fact name={words.columns.outcome}>{event.data.outcome}</Fact>
              <Fact name={words.channel}>{event.data.channel}</Fact>
              <Fact name={words.columns.actor}>
                <CopiedId text={event.data.actorRef} />
              </Fact>
              {event.data.targetRef !== null && (
                <Fact name={words.columns.target}>
                  <CopiedId text={event.data.targetRef} />
                </Fact>
              )}
              <Fact name={words.id}>
                <CopiedId text={event.data.id} />
              </Fact>
              <Fact name={words.leafHash}>
                <CopiedId text={event.data.leafHash} />
              </Fact>
            </Facts>
            {event.data.targetRef?.startsWith('ans_') === true && (
              <Button size="small" className="self-start" onClick={() => address.push({ answer: event.data.targetRef, event: null })}>
                {more.answer.open}
              </Button>
            )}
            <VerifyEvent key={id} id={event.data.id} seq={event.data.seq} leaf={event.data.leaf} />
            <section className="flex flex-col gap-2">
              <div className="flex items-center justify-between">
                <h3 className="text-small font-medium text-faint">{words.leaf}</h3>
                <CopyButton text={event.data.leaf} label={messages.common.copy} />
              </div>
              <pre className="rounded-box border border-line bg-paper p-3 font-mono text-code break-words whitespace-pre-wrap">
                {prettyLeaf(event.data.leaf)}
              </pre>
              <p className="text-small text-faint">{words.verify}</p>
            </section>
          </div>
        )}
      </div>
    </>
  );
}
