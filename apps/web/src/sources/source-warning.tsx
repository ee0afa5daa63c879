import type { SourceView } from '@carrel/contract';
import { useMessages } from '../messages/language.tsx';
import { AlertText } from '../ui/alert-text.tsx';
import { Button } from '../ui/button.tsx';

/** What is wrong with a source; where files are missing, the way to say that they are really gone. */
export function SourceWarning({ run, onConfirm }: { readonly run: SourceView['lastRun']; readonly onConfirm: () => void }) {
  const words = useMessages().sources;
  if (run === null || run.warning === null) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <AlertText>{run.warning.text}</AlertText>
      {run.held > 0 && (
        <Button size="small" look="danger" onClick={onConfirm}>
          {words.acts.confirm}
        </Button>
      )}
    </div>
  );
}
