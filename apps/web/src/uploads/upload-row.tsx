import { memo } from 'react';
import { Check, CircleAlert, Minus } from 'lucide-react';
import { useStageText } from '../documents/use-stage-text.ts';
import { failureOf } from '../api/failure.ts';
import { useMe } from '../api/identity-queries.ts';
import type { Format } from '../lib/format.ts';
import type { Messages } from '../messages/en.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import type { UploadItem } from './upload-item.ts';
import { isFailed, isOpen } from './upload-item.ts';
import { useUploadStore } from './upload-context.ts';

/** One file: where it goes, its stage, and if it failed the reason with the next step. */
export const UploadRow = memo(function UploadRow({ item }: { readonly item: UploadItem }) {
  const messages = useMessages();
  const format = useFormat();
  const stage = useStageText();
  const store = useUploadStore();
  const maxUploadBytes = useMe().data?.capabilities.maxUploadBytes ?? 0;
  const reason = reasonOf(item, messages, format.bytes(maxUploadBytes));
  return (
    <li className="flex gap-2.5 px-4 py-2 [contain-intrinsic-block-size:auto_60px] [content-visibility:auto]">
      <PhaseIcon item={item} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-ui" title={item.path}>
          {item.path}
        </p>
        <p className="figures truncate text-small text-faint">
          {phaseText(item, { uploads: messages.uploads, failed: messages.documents.state.failed, stage, format })}
        </p>
        {reason !== null && <p className="pt-0.5 text-small text-danger">{reason}</p>}
        {item.phase.kind === 'send-failed' && (
          <Button size="small" className="mt-1.5" onClick={() => store.retry(item.id)}>
            {messages.common.retry}
          </Button>
        )}
      </div>
    </li>
  );
});

function PhaseIcon({ item }: { readonly item: UploadItem }) {
  const look = 'mt-0.5 size-4 shrink-0';
  if (isFailed(item)) return <CircleAlert aria-hidden className={`${look} text-danger`} />;
  if (isOpen(item)) return <span aria-hidden className={`${look} skeleton rounded-round! bg-accent/40`} />;
  if (item.phase.kind === 'accepted') return <Check aria-hidden className={`${look} text-accent`} />;
  return <Minus aria-hidden className={`${look} text-faint`} />;
}

interface PhaseWords {
  readonly uploads: Messages['uploads'];
  readonly failed: string;
  readonly stage: ReturnType<typeof useStageText>;
  readonly format: Format;
}

function phaseText({ phase, sizeBytes, collectionName }: UploadItem, words: PhaseWords): string {
  const { uploads, format } = words;
  switch (phase.kind) {
    case 'waiting':
      return `${uploads.waiting} · ${format.bytes(sizeBytes)} · ${uploads.into(collectionName)}`;
    case 'sending':
      return `${uploads.sending(format.percent(phase.share))} · ${format.bytes(sizeBytes)}`;
    case 'accepted':
      return words.stage(phase.document.state, phase.document.progress);
    case 'unchanged':
      return uploads.unchanged;
    case 'refused':
    case 'too-large':
      return uploads.refused;
    case 'send-failed':
      return words.failed;
    case 'cancelled':
      return uploads.cancelled;
  }
}

function reasonOf({ phase }: UploadItem, messages: Messages, limit: string): string | null {
  switch (phase.kind) {
    case 'accepted':
      return phase.document.reason?.text ?? null;
    case 'refused':
      return phase.reason.text;
    case 'too-large':
      return messages.uploads.tooLarge(limit);
    case 'send-failed': {
      const failure = failureOf(phase.error, messages);
      return failure.kind === 'offline' ? messages.uploads.sendFailed : failure.detail;
    }
    default:
      return null;
  }
}
