import type { ChunkAddress } from '@carrel/core';

/** No version has as many chunks; generations have 31 bits, so a key is a safe integer. */
const maxOrdinals = 2 ** 20;

/** A chunk of the index as one number, in the order of indexing: what is hidden between two visible chunks does not change theirs. */
export function addressKey({ generation, ordinal }: ChunkAddress): number {
  return generation * maxOrdinals + ordinal;
}
