import type { ReadersView } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { FileX2 } from 'lucide-react';
import { useReaders } from '../api/rights-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { MomentPicker, useMoment } from '../rights/moment-picker.tsx';
import { ReasonChain } from '../rights/reason-chain.tsx';
import { RightsFrame } from '../rights/rights-frame.tsx';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { DocumentChoice } from './document-choice.tsx';
import { DocumentName } from './document-name.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** Who may read a document and why: each person, and every chain of grants that leads there, as of any moment. */
export function ReadersScreen() {
  const words = useRightsWords().readers;
  const documentId = useAddress().get('of');
  return (
    <RightsFrame title={words.title} isForCurators>
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        <div className="mx-auto flex w-full max-w-[820px] flex-col gap-5 px-4 py-5 tablet:px-6">
          {documentId === null ? <DocumentChoice /> : <Readers documentId={documentId} />}
        </div>
      </div>
    </RightsFrame>
  );
}

function Readers({ documentId }: { readonly documentId: string }) {
  const words = useRightsWords();
  const address = useAddress();
  const readers = useReaders(documentId, useMoment());
  const [first] = readers.data?.pages ?? [];
  const isGone = readers.error instanceof ProblemError && readers.error.problem.status === 404;
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <DocumentName id={documentId} />
        <Button size="small" onClick={() => address.push({ of: null, asof: null })}>
          {words.readers.another}
        </Button>
      </div>
      <MomentPicker />
      {readers.isPending && <SkeletonLines lines={6} />}
      {isGone && (
        <EmptyState icon={<FileX2 className="size-8" strokeWidth={1.5} />} title={words.readers.gone}>
          {words.readers.goneBody}
        </EmptyState>
      )}
      {readers.error !== null && !isGone && <FailureNote error={readers.error} onRetry={() => void readers.refetch()} />}
      {first && <ReaderList readers={readers} policy={first.policy} />}
    </>
  );
}

/** Addresses of services end so; nobody can write to them. */
const serviceDomain = '@service.invalid';

interface ReaderListProps {
  readonly readers: ReturnType<typeof useReaders>;
  readonly policy: ReadersView['policy'];
}

function ReaderList({ readers, policy }: ReaderListProps) {
  const words = useRightsWords();
  const format = useFormat();
  const people = readers.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <p className="text-ui">
        <span className="text-faint">{words.readers.byPolicy}: </span>
        <span className="font-medium">{policy.name}</span> <span className="text-faint">({words.labels[policy.label]})</span>
      </p>
      {people.length === 0 ? (
        <p className="text-soft">{words.readers.nobody}</p>
      ) : (
        <>
          <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
            {people.map(({ userId, name, email, reasons }) => (
              <li key={userId} className="flex flex-col gap-2 px-4 py-3">
                <p className="flex flex-wrap items-baseline gap-x-2 text-ui">
                  <span className="font-medium">{name}</span>
                  <span className="text-small text-faint">{email.endsWith(serviceDomain) ? words.picker.service : email}</span>
                </p>
                {reasons.map((reason, index) => (
                  <ReasonChain key={index} reason={reason} policy={policy.name} />
                ))}
              </li>
            ))}
          </ul>
          <p role="status" className="figures text-small text-faint">
            {words.people.count(people.length, format.number(people.length))}
          </p>
        </>
      )}
      {readers.hasNextPage && (
        <Button className="self-start" disabled={readers.isFetchingNextPage} onClick={() => void readers.fetchNextPage()}>
          {words.readers.more}
        </Button>
      )}
    </>
  );
}
