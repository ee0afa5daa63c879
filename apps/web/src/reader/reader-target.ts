/** What the reader shows: a document, perhaps in a certain version, perhaps with a passage of its text marked. */
export interface ReaderTarget {
  readonly documentId: string;
  /** Null: the version that is searched now. */
  readonly versionId: string | null;
  /** UTF-16 code units of the extracted text, half-open. */
  readonly span: { readonly start: number; readonly end: number } | null;
}

/** The values of `doc`, `version` and `at` in the address. */
export interface TargetAddress {
  readonly doc: string | null;
  readonly version: string | null;
  readonly at: string | null;
}

export function addressOfTarget(target: ReaderTarget): TargetAddress {
  return { doc: target.documentId, version: target.versionId, at: target.span ? `${target.span.start}-${target.span.end}` : null };
}

/** Null: no document is open. A passage that is not written as two numbers in order is left out. */
export function targetOfAddress(address: TargetAddress): ReaderTarget | null {
  if (address.doc === null) return null;
  const match = /^(\d{1,9})-(\d{1,9})$/.exec(address.at ?? '');
  const start = Number(match?.[1]);
  const end = Number(match?.[2]);
  return { documentId: address.doc, versionId: address.version, span: match && start < end ? { start, end } : null };
}

export function isSameTarget(a: ReaderTarget, b: ReaderTarget): boolean {
  return (
    a.documentId === b.documentId &&
    a.span?.start === b.span?.start &&
    a.span?.end === b.span?.end &&
    (a.versionId === b.versionId || a.versionId === null || b.versionId === null)
  );
}
