import type { DialectName } from '../sql/schema.ts';

/** Triggers that refuse to change or delete a row of the table, whoever asks. */
export function appendOnly(dialectName: DialectName, table: string): readonly string[] {
  if (dialectName === 'sqlite') {
    return ['update', 'delete'].map(
      (verb) => `create trigger ${table}_no_${verb} before ${verb} on ${table} begin select raise(abort, '${table} is append-only'); end`,
    );
  }
  return [
    `create function ${table}_append_only() returns trigger language plpgsql as $$ begin raise exception '${table} is append-only'; end $$`,
    `create trigger ${table}_no_change before update or delete on ${table} for each row execute function ${table}_append_only()`,
    `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function ${table}_append_only()`,
  ];
}
