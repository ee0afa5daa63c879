import type { ReactNode } from 'react';
import type { SourceAct } from '../api/source-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';

interface SourceActsProps {
  readonly acts: readonly Exclude<SourceAct, 'remove' | 'confirm'>[];
  readonly isWorking: boolean;
  readonly onAct: (act: SourceAct) => void;
  /** What asks before it is done. */
  readonly children: ReactNode;
}

/** The buttons of a source. */
export function SourceActs({ acts, isWorking, onAct, children }: SourceActsProps) {
  const words = useMessages().sources;
  return (
    <div className="flex gap-2">
      {acts.map((act) => (
        <Button key={act} size="small" disabled={isWorking} onClick={() => onAct(act)}>
          {words.acts[act]}
        </Button>
      ))}
      {children}
    </div>
  );
}
