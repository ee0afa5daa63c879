import { sql, type RawBuilder } from 'kysely';

/** The form in which parts of names are looked for: the databases know lower case only of some alphabets, and not of the same. */
export function toSearchText(...parts: readonly string[]): string {
  return parts.join('\n').normalize('NFKC').toLowerCase();
}

/** Whether `column`, made by `toSearchText`, contains `part`. Wildcards in `part` mean themselves. */
export function containsText(column: string, part: string): RawBuilder<boolean> {
  const pattern = `%${toSearchText(part).replace(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`;
}
