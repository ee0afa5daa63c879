/** The keys of an object that has no others than its type says: a constant table. */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys cannot know that a constant has no further keys
  return Object.keys(table) as (keyof Table)[];
}
