/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535; batches of rows stay well below. */
export async function inBatches<Item>(
  items: readonly Item[],
  sizeItems: number,
  work: (batch: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += sizeItems) await work(items.slice(start, start + sizeItems));
}
