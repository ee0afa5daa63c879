import type { ChunkAddress } from '@carrel/core';
import { type RawBuilder, sql } from 'kysely';
import type { DialectName } from '../sql/schema.ts';

/**
 * A table out of one JSON parameter, so that the text of a statement, and with it its prepared form, does not depend on
 * how many rows there are.
 */
export function jsonStrings(dialectName: DialectName, values: readonly string[]): RawBuilder<string> {
  const json = JSON.stringify(values);
  return dialectName === 'sqlite'
    ? sql<string>`select value from json_each(${json})`
    : sql<string>`select value from jsonb_array_elements_text(${json}::jsonb)`;
}

/** Column: `value`. */
export function jsonIntegers(dialectName: DialectName, values: readonly number[]): RawBuilder<number> {
  const json = JSON.stringify(values);
  return dialectName === 'sqlite'
    ? sql<number>`select value from json_each(${json})`
    : sql<number>`select entry.value::integer as value from jsonb_array_elements_text(${json}::jsonb) as entry (value)`;
}

/** Columns: `position` (from 0), `generation`, `ordinal`. */
export function jsonCandidates(dialectName: DialectName, candidates: readonly ChunkAddress[]): RawBuilder<unknown> {
  const json = JSON.stringify(candidates.map(({ generation, ordinal }) => [generation, ordinal]));
  return dialectName === 'sqlite'
    ? sql`select key as position, json_extract(value, '$[0]') as generation, json_extract(value, '$[1]') as ordinal from json_each(${json})`
    : sql`select (entry.place - 1)::integer as position, (entry.value ->> 0)::integer as generation, (entry.value ->> 1)::integer as ordinal
        from jsonb_array_elements(${json}::jsonb) with ordinality as entry (value, place)`;
}
