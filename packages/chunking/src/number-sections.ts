import type { Segment } from './segment.ts';

/**
 * The number of the top-level section of each segment, in order.
 *
 * Most documents open with their title as the only heading of the first level: there the headings below it are the
 * top-level sections, and title and introduction belong to the first one. Elsewhere the first level itself is.
 */
export function numberSections(segments: readonly Segment[]): number[] {
  const outermost = segments.filter((segment) => segment.kind === 'heading' && segment.headings.length === 0);
  const hasTitle = outermost.length === 1 && segments[0] === outermost[0];
  const depth = hasTitle ? 1 : 0;
  let section = 0;
  let isIntroduction = hasTitle;
  return segments.map((segment, index) => {
    const isTop = segment.kind === 'heading' && segment.headings.length <= depth && index > 0;
    // The first section joins the title when nothing but headings lies between them.
    if (isTop && !(isIntroduction && segments.slice(0, index).every(({ kind }) => kind === 'heading'))) section += 1;
    if (isTop) isIntroduction = false;
    return section;
  });
}
