import { useAuditWords } from '../messages/use-audit-words.ts';

interface SubjectLineProps {
  readonly userId: string | null;
  readonly documentId: string | null;
  readonly title: string | null;
}

/** Of whom or of what a hold or an erasure is. People are named by their id: the log knows no names. */
export function SubjectLine({ userId, documentId, title }: SubjectLineProps) {
  const words = useAuditWords().keeping;
  return (
    <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 text-ui">
      <span className="font-medium">{userId === null ? (title ?? words.document) : words.person}</span>
      <code className="truncate font-mono text-code text-faint">{userId ?? documentId}</code>
    </p>
  );
}
