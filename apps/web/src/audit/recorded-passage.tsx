import type { AnswerRecordView } from '@carrel/contract';
import { useFormat } from '../messages/language.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { useAddress } from '../shell/use-address.ts';

/** A passage as the log has it: which one of which version, and what became of it; not its words. */
export function RecordedPassage({ passage }: { readonly passage: AnswerRecordView['passages'][number] }) {
  const words = useAuditWords().answer;
  const format = useFormat();
  const address = useAddress();
  const { rank, documentId, title, path, versionId, versionNumber, chunkId, sha256, isCited, isInPrompt } = passage;
  const fate = isCited ? words.cited : isInPrompt ? words.inPrompt : words.notGiven;
  return (
    <li className="flex flex-col gap-0.5 px-3 py-2 text-ui">
      <div className="flex items-baseline gap-2">
        <span className="figures text-small text-faint">{format.number(rank)}</span>
        <span className="min-w-0 flex-1 truncate font-medium" title={path ?? documentId}>
          {title ?? documentId}
        </span>
        <span className={isCited ? 'shrink-0 text-small font-medium text-accent' : 'shrink-0 text-small text-faint'}>{fate}</span>
      </div>
      <p className="truncate text-small text-faint">
        {versionNumber === null ? versionId : words.version(format.number(versionNumber))} ·{' '}
        <code className="font-mono text-code" title={sha256}>
          {chunkId}
        </code>
      </p>
      <button
        type="button"
        onClick={() => address.go('/audit', { view: 'seen', of: documentId })}
        className="self-start text-small text-accent hover:underline"
      >
        {words.whoSaw}
      </button>
    </li>
  );
}
