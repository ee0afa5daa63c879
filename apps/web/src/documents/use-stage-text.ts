import type { DocumentView } from '@carrel/contract';
import { useFormat, useMessages } from '../messages/language.tsx';

/** Writes the stage of a document and how far it is: `reading, 3 of 12`. */
export function useStageText(): (state: DocumentView['state'], progress: DocumentView['progress']) => string {
  const words = useMessages().documents;
  const format = useFormat();
  return (state, progress) => {
    const stage = words.state[progress?.stage ?? state];
    if (progress === null || progress.total === 0) return stage;
    return words.progress(stage, format.number(progress.done), format.number(progress.total));
  };
}
