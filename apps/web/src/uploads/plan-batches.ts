const mostFiles = 20;
const mostBytes = 8_000_000;

/**
 * Puts files into requests: small ones together, as many as the server takes, large ones alone, so that each large file has a
 * progress of its own. Keeps the order.
 */
export function planBatches<Item extends { readonly sizeBytes: number; readonly collectionId: string }>(
  items: readonly Item[],
): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const batch = batches.at(-1);
    const fits =
      batch !== undefined &&
      batch.length < mostFiles &&
      bytes + item.sizeBytes <= mostBytes &&
      batch[0]?.collectionId === item.collectionId;
    if (fits) {
      batch.push(item);
      bytes += item.sizeBytes;
    } else {
      batches.push([item]);
      bytes = item.sizeBytes;
    }
  }
  return batches;
}
