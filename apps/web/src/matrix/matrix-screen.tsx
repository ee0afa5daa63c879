import { Grid3x3 } from 'lucide-react';
import { useMatrix } from '../api/rights-queries.ts';

import { MomentPicker, useMoment } from '../rights/moment-picker.tsx';
import { RightsFrame } from '../rights/rights-frame.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { MatrixTable } from './matrix-table.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

/** Collections against groups: who may read or change, now, to be edited, or at a moment of the past. */
export function MatrixScreen() {
  const words = useRightsWords().matrix;
  return (
    <RightsFrame title={words.title}>
      <Matrix />
    </RightsFrame>
  );
}

function Matrix() {
  const words = useRightsWords().matrix;
  const at = useMoment();
  const matrix = useMatrix(at);
  const isEmpty = matrix.data !== undefined && (matrix.data.groups.length === 0 || matrix.data.collections.length === 0);
  return (
    <>
      <div className="flex shrink-0 flex-col gap-2 border-b border-line px-4 py-3 tablet:px-6">
        <MomentPicker />
        <p className="text-small text-soft">{at === null ? words.body : words.past}</p>
      </div>
      {matrix.isPending && <SkeletonLines lines={8} className="px-6 py-5" />}
      {matrix.isError && (
        <div className="p-4 tablet:p-6">
          <FailureNote error={matrix.error} onRetry={() => void matrix.refetch()} />
        </div>
      )}
      {isEmpty && (
        <EmptyState icon={<Grid3x3 className="size-8" strokeWidth={1.5} />} title={words.noGroups}>
          {words.noGroupsBody}
        </EmptyState>
      )}
      {matrix.data && !isEmpty && <MatrixTable matrix={matrix.data} isEditable={at === null && !matrix.isPlaceholderData} />}
    </>
  );
}
