import type { LocationView } from '@carrel/contract';
import type { Location } from '@carrel/core';

/** A location as the contract shows it: without the header row, which is text of the document. */
export function locationView(location: Location): LocationView {
  if (location.kind === 'slide') return location;
  const { kind, sheet, firstRow, lastRow, separator } = location;
  return { kind, sheet, firstRow, lastRow, ...(separator !== undefined && { separator }) };
}
