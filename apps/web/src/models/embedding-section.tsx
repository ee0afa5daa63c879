import type { EmbeddingIndexView, EmbeddingStatusView } from '@carrel/contract';
import { useState } from 'react';
import { useEmbedding, useEmbeddingAct } from '../api/index-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { ChangeForm } from './change-form.tsx';
import { ChangeProgress } from './change-progress.tsx';
import { GateFigures } from './gate-figures.tsx';
import { indexName } from './index-name.ts';

/** The embedding model in use, and changing it while questions are answered; for admins. */
export function EmbeddingSection() {
  const words = useMessages().index.embedding;
  const status = useEmbedding();
  return (
    <section aria-labelledby="embedding-title" className="flex flex-col gap-4 rounded-box border border-line bg-sheet px-4 py-4">
      <div className="flex flex-col gap-1">
        <h2 id="embedding-title" className="text-lead font-semibold">
          {words.title}
        </h2>
        <p className="text-ui text-soft">{words.body}</p>
      </div>
      {status.isPending && <SkeletonLines lines={3} />}
      {status.isError && <FailureNote error={status.error} onRetry={() => void status.refetch()} />}
      {status.data !== undefined && <Status status={status.data} />}
    </section>
  );
}

function Status({ status }: { readonly status: EmbeddingStatusView }) {
  const words = useMessages().index.embedding;
  const { serving, change, previous, ended } = status;
  return (
    <>
      {serving === null ? <p className="text-ui text-soft">{words.notYet}</p> : <Serving serving={serving} />}
      {previous !== null && <Previous previous={previous} />}
      {change === null ? <BetweenChanges serving={serving} ended={ended} /> : <ChangeProgress change={change} />}
    </>
  );
}

function Serving({ serving }: { readonly serving: EmbeddingIndexView }) {
  const words = useMessages().index.embedding;
  const format = useFormat();
  return (
    <>
      <p className="text-ui">
        <span className="text-faint">{words.inUse} </span>
        <strong className="font-semibold break-words">{indexName(serving, words.names)}</strong>
        {serving.switchedAt !== null && <span className="text-faint"> · {words.since(format.exactTime(serving.switchedAt))}</span>}
      </p>
      {serving.gate !== null && <GateFigures gate={serving.gate} />}
    </>
  );
}

/** What became of the last change, and the way to begin another. */
function BetweenChanges({ serving, ended }: Pick<EmbeddingStatusView, 'serving' | 'ended'>) {
  const isWorthTelling = ended !== null && ended.end !== 'superseded' && ended.end !== 'expired';
  return (
    <>
      {isWorthTelling && <Ended ended={ended} />}
      {serving !== null && <ChangeForm serving={serving} />}
    </>
  );
}

/** The one before, to which one can go back for some days. */
function Previous({ previous }: { readonly previous: EmbeddingIndexView }) {
  const words = useMessages().index.embedding;
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  const rollback = useEmbeddingAct('rollback', () => setAsking(false));
  const name = indexName(previous, words.names);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-box border border-dashed border-line-strong px-3 py-2.5">
      <p className="min-w-0 text-ui text-soft">
        {words.kept(name, previous.keptUntil === null ? '' : format.exactTime(previous.keptUntil))}
      </p>
      <Button size="small" onClick={() => setAsking(true)}>
        {words.rollback}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={words.rollbackTitle(name)}
          action={words.rollback}
          isWorking={rollback.isPending}
          error={rollback.error}
          onConfirm={() => rollback.mutate()}
          onClose={() => setAsking(false)}
        >
          {words.rollbackBody}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** What became of the last change that came to nothing. */
function Ended({ ended }: { readonly ended: EmbeddingIndexView }) {
  const words = useMessages().index.embedding;
  const reason = ended.refusal === null ? (ended.problem?.text ?? words.ends[ended.end ?? 'cancelled']) : words.refusals[ended.refusal];
  return (
    <div className="flex flex-col gap-2 text-ui text-soft">
      <p>{words.ended(indexName(ended, words.names), reason)}</p>
      {ended.end === 'refused' && ended.gate && <GateFigures gate={ended.gate} />}
    </div>
  );
}
