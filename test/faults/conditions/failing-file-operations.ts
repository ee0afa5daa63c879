import { aRevision } from '../points/ledger.ts';
import { settle, withSubject } from './with-subject.ts';

const codes = ['EIO', 'ENOSPC', 'EMFILE'] as const;

export interface FileFaultOutcome {
  readonly problems: readonly string[];
  /** Operations that failed, each once. */
  readonly failures: number;
  /** Whether the n-th operation of an upload with all that follows was reached no more, so that every one has failed once. */
  readonly isThrough: boolean;
}

/**
 * The n-th file operation of an upload, its ingestion, its replacement and its deletion fails, for n = 1, 2, 3 … until one pass
 * has fewer operations than n. @param step 1: every n.
 */
export async function failEachFileOperation(options: { readonly step: number; readonly most: number }): Promise<FileFaultOutcome> {
  let failures = 0;
  let isThrough = false;
  const problems = await withSubject(async (context) => {
    const { ledger, running } = context;
    for (let number = 1; number <= options.most && !isThrough; number += options.step) {
      const subject = await running();
      const before = subject.failedFiles.length;
      const [kept, gone] = [`operation-${number}-a.md`, `operation-${number}-b.md`];
      await subject.tell({ type: 'fail-file', number, code: codes[number % codes.length] ?? 'EIO' });
      const uploaded = await ledger.upload(subject.client, new Map([kept, gone].map((name) => [name, aRevision()])));
      if (!uploaded) await ledger.upload((await running()).client, new Map([kept, gone].map((name) => [name, aRevision()])));
      await ledger.upload((await running()).client, new Map([[kept, aRevision()]]));
      await settle(context, [kept, gone]);
      await ledger.delete((await running()).client, gone);
      await subject.tell({ type: 'fail-file', number: 0, code: 'EIO' });
      const failed = subject.failedFiles.length - before;
      failures += failed;
      if (failed === 0 && !subject.hasEnded()) isThrough = true;
    }
  });
  return { problems, failures, isThrough };
}
