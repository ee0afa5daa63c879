import { useErasures, useHolds } from '../api/audit-queries.ts';
import { useAuditWords } from '../messages/use-audit-words.ts';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { ErasureRow } from './erasure-row.tsx';
import { HoldRow } from './hold-row.tsx';
import { SubjectDialog } from './subject-dialog.tsx';

/** What must be kept, and what is to be erased for good. Each is ended by two people. */
export function KeepingView() {
  const words = useAuditWords().keeping;
  const [asking, setAsking] = useState<'hold' | 'erasure' | null>(null);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
      <div className="mx-auto flex w-full max-w-[820px] flex-col gap-8 px-4 py-6 tablet:px-6">
        <Part title={words.holds} body={words.holdsBody} action={<Button onClick={() => setAsking('hold')}>{words.place}</Button>}>
          <Kept list={useHolds()} none={words.noHolds} render={(hold) => <HoldRow key={hold.id} hold={hold} />} />
        </Part>
        <Part title={words.erasures} body={words.erasuresBody} action={<Button onClick={() => setAsking('erasure')}>{words.ask}</Button>}>
          <Kept list={useErasures()} none={words.noErasures} render={(erasure) => <ErasureRow key={erasure.id} erasure={erasure} />} />
        </Part>
      </div>
      {asking !== null && <SubjectDialog kind={asking} onClose={() => setAsking(null)} />}
    </div>
  );
}

interface KeptProps<Item> {
  readonly list: UseQueryResult<{ readonly items: readonly Item[] }>;
  readonly none: string;
  readonly render: (item: Item) => ReactNode;
}

function Kept<Item>({ list, none, render }: KeptProps<Item>) {
  if (list.isPending) return <SkeletonLines lines={3} />;
  if (list.isError) return <FailureNote error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.items.length === 0) return <p className="text-ui text-faint">{none}</p>;
  return <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">{list.data.items.map(render)}</ul>;
}

interface PartProps {
  readonly title: string;
  readonly body: string;
  readonly action: ReactNode;
  readonly children: ReactNode;
}

function Part({ title, body, action, children }: PartProps) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lead font-semibold">{title}</h2>
        {action}
      </div>
      <p className="text-ui text-soft">{body}</p>
      {children}
    </section>
  );
}
