import { ArrowLeft, X } from 'lucide-react';
import type { ReactNode } from 'react';
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
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 text-small">
              <Row name={words.columns.time}>
                <time dateTime={event.data.time}>{event.data.time}</time>
              </Row>
              <Row name={words.columns.outcome}>{event.data.outcome}</Row>
              <Row name={words.channel}>{event.data.channel}</Row>
              <Row name={words.columns.actor}>
                <Id text={event.data.actorRef} />
              </Row>
              {event.data.targetRef !== null && (
                <Row name={words.columns.target}>
                  <Id text={event.data.targetRef} />
                </Row>
              )}
              <Row name={words.id}>
                <Id text={event.data.id} />
              </Row>
              <Row name={words.leafHash}>
                <Id text={event.data.leafHash} />
              </Row>
            </dl>
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

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1">{children}</dd>
    </>
  );
}

function Id({ text }: { readonly text: string }) {
  const messages = useMessages();
  return (
    <>
      <code className="truncate font-mono text-code">{text}</code>
      <CopyButton text={text} label={messages.common.copy} />
    </>
  );
}
