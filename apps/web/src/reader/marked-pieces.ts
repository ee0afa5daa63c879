/** A passage of the document's text that is marked. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  /** The one that was opened; the others are citations of the same answer. */
  readonly isCurrent: boolean;
}

export interface TextPiece {
  readonly start: number;
  readonly text: string;
  /** Null: not marked. */
  readonly mark: 'current' | 'other' | null;
}

/**
 * Cuts `text.slice(start, end)` where marks begin and end. The pieces cover the range without gaps; where marks overlap, the
 * current one wins.
 */
export function cutAtMarks(
  text: string,
  range: { readonly start: number; readonly end: number },
  marks: readonly Mark[],
): readonly TextPiece[] {
  const touching = marks.filter((mark) => mark.start < range.end && mark.end > range.start);
  if (touching.length === 0)
    return range.start < range.end ? [{ start: range.start, text: text.slice(range.start, range.end), mark: null }] : [];
  const cuts = [
    ...new Set([range.start, range.end, ...touching.flatMap((mark) => [Math.max(mark.start, range.start), Math.min(mark.end, range.end)])]),
  ].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? range.end;
    const over = touching.filter((mark) => mark.start <= start && mark.end >= end);
    return {
      start,
      text: text.slice(start, end),
      mark: over.length === 0 ? null : over.some((mark) => mark.isCurrent) ? 'current' : 'other',
    };
  });
}
