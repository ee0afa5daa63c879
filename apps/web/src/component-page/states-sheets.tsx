import type { DocumentView } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { FileSearch } from 'lucide-react';
import { StateBadge } from '../documents/state-badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { Row, Sheet } from './sheet.tsx';

const document: DocumentView = {
  id: 'doc_0',
  versionId: 'ver_0',
  collectionId: 'col_0',
  collectionName: 'Handbook',
  policyId: 'pol_0',
  policyName: 'Everyone',
  path: 'travel.md',
  title: 'Travel policy',
  fileName: 'travel.md',
  mediaType: 'text/markdown',
  sizeBytes: 4_200,
  state: 'published',
  reason: null,
  progress: null,
  pages: null,
  chunks: 12,
  activeVersionId: 'ver_0',
  createdAt: '2026-03-01T09:00:00.000Z',
  updatedAt: '2026-03-01T09:00:00.000Z',
  publishedAt: '2026-03-01T09:00:00.000Z',
};

const problem = new ProblemError({
  type: 'about:blank',
  title: 'Unavailable',
  status: 503,
  code: 'INDEX_UNAVAILABLE',
  detail: 'The search index is being rebuilt. Try again in a few minutes.',
  requestId: '5f0c6a34-2c1e-4f1a-9d0e-8d0c1e6f7a11',
});

/** What a screen shows before, instead of and after its content. */
export function StatesSheets() {
  return (
    <>
      <Sheet title="States of a document" rule="A dot for what is well, words for what is on its way, red and a reason for what failed.">
        <Row>
          <StateBadge document={document} />
          <StateBadge document={{ ...document, state: 'parsing', progress: { stage: 'parsing', done: 3, total: 12 } }} />
          <StateBadge document={{ ...document, state: 'failed' }} />
          <StateBadge document={{ ...document, state: 'quarantined' }} />
        </Row>
        <ProgressBar label="3 of 12" share={0.25} />
      </Sheet>
      <Sheet title="Loading, failed, empty" rule="No spinner. A failure says what happened, why, and the next step.">
        <div className="grid grid-cols-1 gap-6 tablet:grid-cols-2">
          <SkeletonLines lines={4} />
          <FailureNote error={problem} onRetry={() => undefined} />
        </div>
        <EmptyState
          icon={<FileSearch className="size-8" strokeWidth={1.5} />}
          title="No document fits"
          action={<Button>Clear the filters</Button>}
        >
          Nothing with these words in its title or path.
        </EmptyState>
      </Sheet>
    </>
  );
}
