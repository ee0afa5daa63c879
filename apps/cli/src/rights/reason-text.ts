import type { ReadingReasonView } from '@carrel/contract';

/** A way of being allowed to read, as a person would say it. */
export function reasonText({ right, principal, groups, validFrom, validTo }: ReadingReasonView): string {
  const way = principal === 'everyone' ? 'everyone' : groups.length === 0 ? 'directly' : groups.map(({ name }) => name).join(' in ');
  return `${way}${right === 'curate' ? ', as curator' : ''}, since ${validFrom}${validTo === null ? '' : ` until ${validTo}`}`;
}
