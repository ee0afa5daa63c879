import type { Segment } from './segment.ts';

export interface CountedSegment extends Segment {
  /** Number of the top-level section that it belongs to; a chunk holds segments of one. */
  readonly section: number;
  readonly tokens: number;
  /** It ends with a colon: what follows is what it announces. */
  readonly isIntroduction: boolean;
}

export interface ChunkingOptions {
  /** Tokens that a chunk may have with its context, without the model's special tokens. */
  readonly maxTokens: number;
  /** Tokens of text that a chunk should have. At most `maxTokens`. */
  readonly targetTokens: number;
}

/** A run of segments, by position: `[start, end)`. */
export interface Group {
  readonly start: number;
  readonly end: number;
}

/**
 * Joins segments to groups that become chunks, such that the sum of their faults is the least possible: how far each is
 * from the target, and what is torn apart between them (`tearOf`). No group crosses a top-level section or exceeds its
 * budget, unless one segment alone does.
 *
 * Dynamic programming over the ends of groups; O(n · segments in a chunk).
 *
 * @param budgetAt tokens of text that a group beginning with this segment may have; its context takes the rest.
 */
export function groupSegments(segments: readonly CountedSegment[], options: ChunkingOptions, budgetAt: (index: number) => number): Group[] {
  const budgets = segments.map((_segment, index) => budgetAt(index));
  const codeTokens = tokensOfCode(segments);
  // Of the best grouping of the segments before `end`: its faults, and where its last group begins.
  const faults: number[] = [0];
  const starts: number[] = [0];
  for (let end = 1; end <= segments.length; end += 1) {
    const tear = tearOf(segments[end - 1], segments[end], (code) => (codeTokens.get(code.block) ?? 0) <= (budgets[end] ?? 0));
    const best = bestStart(segments, end, { faults, budgets, options });
    faults.push(best.faults + tear);
    starts.push(best.start);
  }
  const groups: Group[] = [];
  for (let end = segments.length; end > 0; end = starts[end] ?? 0) groups.push({ start: starts[end] ?? 0, end });
  return groups.toReversed();
}

function bestStart(
  segments: readonly CountedSegment[],
  end: number,
  {
    faults,
    budgets,
    options,
  }: { readonly faults: readonly number[]; readonly budgets: readonly number[]; readonly options: ChunkingOptions },
): { readonly start: number; readonly faults: number } {
  const section = segments[end - 1]?.section;
  let best = { start: end - 1, faults: Number.POSITIVE_INFINITY };
  let tokens = 0;
  for (const [start, segment] of backwards(segments, end)) {
    if (segment.section !== section) break;
    tokens += segment.tokens + joinTokens;
    // One segment alone is a chunk whatever its size; nothing smaller is left.
    const isAlone = start === end - 1;
    if (tokens > options.maxTokens + joinTokens && !isAlone) break;
    const sum = (faults[start] ?? 0) + sizeFault(tokens, options.targetTokens);
    if (sum < best.faults && (isAlone || tokens <= (budgets[start] ?? 0))) best = { start, faults: sum };
  }
  return best;
}

function* backwards<Item>(items: readonly Item[], end: number): Generator<readonly [index: number, item: Item]> {
  for (let index = end - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item !== undefined) yield [index, item];
  }
}

/** What joining two texts by a line break may add, in vocabularies that have a token for it. */
const joinTokens = 1;

/** A chunk twice the target is worse than two halves of it; one of hardly any text is nearly as bad as none. */
function sizeFault(tokens: number, targetTokens: number): number {
  const deviation = (tokens - targetTokens) / targetTokens;
  return deviation > 0 ? 1.5 * deviation ** 2 : deviation ** 2;
}

/** How bad it is to begin a chunk between two segments; 0 where a section ends, about 1 for what a reader would mind. */
function tearOf(before: CountedSegment | undefined, after: CountedSegment | undefined, fits: (code: CountedSegment) => boolean): number {
  if (before === undefined || after === undefined || before.section !== after.section) return 0;
  if (before.kind === 'heading') return 10;
  if (after.isContinuation) return 4;
  return before.block === after.block ? tearWithin(after, fits) : tearBetween(before, after);
}

function tearWithin(after: CountedSegment, fits: (code: CountedSegment) => boolean): number {
  return after.kind === 'code' && fits(after) ? 6 : 0.4;
}

function tearBetween(before: CountedSegment, after: CountedSegment): number {
  if (after.kind === 'heading') return 0;
  if (before.isIntroduction) return 1;
  if (after.kind === before.kind && (after.kind === 'list-item' || after.kind === 'table-row')) return 0.15;
  return after.kind === 'paragraph' ? 0.05 : 0.2;
}

function tokensOfCode(segments: readonly CountedSegment[]): Map<number, number> {
  const tokens = new Map<number, number>();
  for (const segment of segments)
    if (segment.kind === 'code') tokens.set(segment.block, (tokens.get(segment.block) ?? 0) + segment.tokens + joinTokens);
  return tokens;
}
