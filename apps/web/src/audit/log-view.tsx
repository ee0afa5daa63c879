import { routes, urlOf } from '@carrel/contract';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLogHealth, usePublishedLogs } from '../api/audit-queries.ts';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { LogHealth } from './log-health.tsx';
import { VerifyYear } from './verify-year.tsx';

/** The log itself: whether it is well, whether it is whole, and how it is taken along. */
export function LogView() {
  const words = useAuditWords();
  const health = useLogHealth();
  const logs = usePublishedLogs();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
      <div className="mx-auto flex w-full max-w-[820px] flex-col gap-8 px-4 py-6 tablet:px-6">
        <Section title={words.log.health}>
          {health.isPending && <SkeletonLines lines={5} />}
          {health.isError && <FailureNote error={health.error} onRetry={() => void health.refetch()} />}
          {health.data && <LogHealth health={health.data} />}
        </Section>
        <Section title={words.verify.title}>
          <p className="text-ui text-soft">{words.verify.body}</p>
          {logs.isPending && <SkeletonLines lines={2} />}
          {logs.isError && <FailureNote error={logs.error} onRetry={() => void logs.refetch()} />}
          {logs.data?.items.toReversed().map((log) => (
            <VerifyYear key={log.shard} log={log} />
          ))}
          <p className="text-small text-faint">{words.verify.more}</p>
          <pre className="overflow-x-auto rounded-box border border-line bg-desk px-3 py-2 font-mono text-code">
            {
              'carrel audit verify\ncarrel audit export --format bundle --file evidence.zip\npython3 verify.py evidence.zip --keys trusted.txt'
            }
          </pre>
        </Section>
        <Section title={words.exports.title}>
          <p className="text-ui text-soft">{words.exports.body}</p>
          <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
            <ExportRow name={words.exports.table} hint={words.exports.tableHint} href={routes.exportAuditTable.path} />
            <ExportRow
              name={words.exports.raw}
              hint={words.exports.rawHint}
              href={urlOf(routes.exportAuditLog.path, { query: { format: 'raw' } })}
              fileName="carrel-audit-log.jsonl"
            />
          </ul>
        </Section>
      </div>
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lead font-semibold">{title}</h2>
      {children}
    </section>
  );
}

interface ExportRowProps {
  readonly name: string;
  readonly hint: string;
  readonly href: string;
  readonly fileName?: string;
}

function ExportRow({ name, hint, href, fileName = '' }: ExportRowProps) {
  const words = useAuditWords().exports;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-ui font-medium">{name}</p>
        <p className="text-small text-faint">{hint}</p>
      </div>
      <a
        href={href}
        download={fileName}
        aria-label={`${words.download}: ${name}`}
        className="inline-flex h-9 shrink-0 items-center gap-2 rounded-box border border-line-strong bg-sheet px-3.5 text-ui font-medium transition-colors hover:bg-hover"
      >
        <Download aria-hidden className="size-4" />
        {words.download}
      </a>
    </li>
  );
}
