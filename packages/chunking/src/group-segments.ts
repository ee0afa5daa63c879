import type { Segment } from './segment.ts';

export interface CountedSegment extends Segment {
  /** Number of the top-level section that it belongs to; a chunk holds segments of one. */
  readonly section: number;
  readonly tokens: number;
}

export interface ChunkingOptions {
  /** Tokens that a chunk may have with its context, without the model's special tokens. */
  readonly maxTokens: number;
  /** A chunk is closed at the next good border once it has this many. At most `maxTokens`. */
  readonly targetTokens: number;
}

/**
 * Joins segments to groups that become chunks.
 *
 * A group never crosses a top-level section, holds at most `budget(segment)` tokens, and ends by preference where a section
 * or a block ends: a table row, a line of code or a sentence is never cut, since each is one segment. A heading starts a
 * group, so that it stands with what it is about.
 *
 * @param budget tokens that a group beginning with this segment may have (the context takes the rest).
 */
export function groupSegments(segments: readonly CountedSegment[], options: ChunkingOptions, budget: (segment: CountedSegment) => number): CountedSegment[][] {
  const groups: CountedSegment[][] = [];
  let group: CountedSegment[] = [];
  let tokens = 0;
  for (const segment of segments) {
    const first = group[0];
    if (first !== undefined && (tokens + segment.tokens > budget(first) || isBorder(group, segment, tokens, options.targetTokens))) {
      groups.push(group);
      group = [];
      tokens = 0;
    }
    group.push(segment);
    tokens += segment.tokens;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** Whether the group should end before this segment. */
function isBorder(group: readonly CountedSegment[], next: CountedSegment, tokens: number, targetTokens: number): boolean {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return false;
  if (first.section !== next.section) return true;
  if (group.every((segment) => segment.kind === 'heading')) return false;
  // Small sections are joined until a chunk is worth reading; a section that begins after that begins a chunk.
  if (next.kind === 'heading') return tokens >= targetTokens / 3;
  if (next.block === last.block) return tokens >= targetTokens * 1.3;
  const isInTable = last.kind === 'table-row' && next.kind === 'table-row';
  return tokens >= (isInTable ? targetTokens * 1.2 : targetTokens);
}
