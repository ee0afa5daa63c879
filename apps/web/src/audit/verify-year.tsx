import type { PublishedLogView } from '@carrel/contract';
import { useMutation } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useApi } from '../api/api-context.tsx';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { rememberedLog, rememberLog } from '../record/remembered-log.ts';
import { VerdictNote } from './verdict-note.tsx';
import { verifyYear } from './verify-log.ts';

/** A year of the log, recomputed in this browser from its entries. */
export function VerifyYear({ log }: { readonly log: PublishedLogView }) {
  const words = useAuditWords().verify;
  const messages = useMessages();
  const format = useFormat();
  const { client } = useApi();
  const [progress, setProgress] = useState<{ readonly done: number; readonly total: number } | null>(null);
  const [seen, setSeen] = useState(() => rememberedLog(log.name));
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const check = useMutation({
    mutationFn: async () => {
      const controller = new AbortController();
      running.current = controller;
      const onProgress = (done: number, total: number) => setProgress({ done, total });
      return verifyYear(client, { shard: log.shard, seen: rememberedLog(log.name), signal: controller.signal, onProgress });
    },
    onSuccess: (verdict) => {
      if (!verdict.isWhole) return;
      rememberLog(log.name, { verifierKey: verdict.key, size: verdict.size, rootHash: verdict.rootHash }, verdict.at);
      setSeen(rememberedLog(log.name));
    },
    onSettled: () => setProgress(null),
  });
  const isCancelled = check.error instanceof DOMException && check.error.name === 'AbortError';
  return (
    <div className="flex flex-col gap-3 rounded-box border border-line bg-sheet px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <p className="truncate font-mono text-code">{log.name}</p>
          <p className="text-small text-faint">
            {seen === null ? words.notYet : words.lastTime(format.exactTime(seen.seenAt), format.number(seen.size))}
          </p>
        </div>
        {check.isPending ? (
          <Button onClick={() => running.current?.abort()}>{messages.common.cancel}</Button>
        ) : (
          <Button look="primary" onClick={() => check.mutate()}>
            <ShieldCheck aria-hidden className="size-4" />
            {words.here}
          </Button>
        )}
      </div>
      {progress !== null && (
        <div className="flex flex-col gap-1.5">
          <p role="status" className="figures text-small text-soft">
            {words.progress(format.number(progress.done), format.number(progress.total))}
          </p>
          <ProgressBar label={words.title} share={progress.done / Math.max(1, progress.total)} />
        </div>
      )}
      {check.data && <VerdictNote verdict={check.data} />}
      {check.isError && !isCancelled && <FailureNote error={check.error} onRetry={() => check.mutate()} />}
    </div>
  );
}
