import { isSameContainer } from '@carrel/core';
import type { Segment } from './segment.ts';

/**
 * The number of the top-level section of each segment, in order.
 *
 * Most documents open with their title as the only heading of the first level: there the headings below it are the
 * top-level sections, and title and introduction come before the first one. Elsewhere the first level itself is. A slide and
 * a sheet are sections too, with a heading or without.
 */
export function numberSections(segments: readonly Segment[]): number[] {
  const outermost = segments.filter((segment) => segment.kind === 'heading' && segment.headings.length === 0 && !segment.isContinuation);
  const firstText = segments.findIndex((segment) => segment.kind !== 'heading');
  const hasTitle = outermost.length === 1 && segments[0] === outermost[0];
  const depth = hasTitle ? 1 : 0;
  let section = 0;
  return segments.map((segment, index) => {
    const isTop = segment.kind === 'heading' && segment.headings.length <= depth && !segment.isContinuation;
    // What stands above the first text belongs to it: a title, and the name of the first section.
    const isOpening = firstText === -1 ? index === 0 : index < firstText;
    const before = segments[index - 1];
    const isElsewhere = before !== undefined && !isSameContainer(before.location, segment.location);
    if ((isTop && !isOpening) || isElsewhere) section += 1;
    return section;
  });
}
