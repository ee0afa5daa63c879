import type { DocumentView } from '@carrel/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { queryKeys } from '../api/query-keys.ts';

/** At a time; each is a request. */
const sideBySide = 4;

export interface EachDocument {
  readonly isWorking: boolean;
  readonly doneCount: number;
  /** Of the first that failed; the others were done all the same. */
  readonly error: unknown;
  /** Does the same to each. Gives those that failed. */
  readonly run: (documents: readonly DocumentView[], act: (document: DocumentView) => Promise<unknown>) => Promise<readonly DocumentView[]>;
}

/** One act on many documents: some side by side, a failure stops none of the others, and the lists are fetched once at the end. */
export function useEachDocument(): EachDocument {
  const queryClient = useQueryClient();
  const [state, setState] = useState<{ readonly isWorking: boolean; readonly doneCount: number; readonly error: unknown }>({
    isWorking: false,
    doneCount: 0,
    error: null,
  });
  const run: EachDocument['run'] = async (documents, act) => {
    setState({ isWorking: true, doneCount: 0, error: null });
    const waiting = [...documents];
    const errors: unknown[] = [];
    const failed: DocumentView[] = [];
    const work = async () => {
      for (let document = waiting.shift(); document !== undefined; document = waiting.shift()) {
        await act(document).catch((error: unknown) => {
          errors.push(error);
          failed.push(document);
        });
        setState((before) => ({ ...before, doneCount: before.doneCount + 1 }));
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: queryKeys.documents }),
      queryClient.invalidateQueries({ queryKey: queryKeys.collections }),
    ]);
    setState((before) => ({ ...before, isWorking: false, error: errors[0] ?? null }));
    return failed;
  };
  return { ...state, run };
}
