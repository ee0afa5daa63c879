/** A row of any table, as a driver gives it. */
export type TableRow = Readonly<Record<string, unknown>>;

/**
 * Neither data nor worth keeping: who holds a lease, who is signed in, half-finished sign-ins and links, what Slack sent within a
 * day, what the schema says of itself.
 */
const leftOut: ReadonlySet<string> = new Set([
  'schema_version',
  'lease',
  'session',
  'verification',
  'sign_in_link',
  'sign_on_flow',
  'passkey_challenge',
  'idempotency',
  'slack_link_request',
  'slack_event',
  'slack_bot',
]);

/** A table, with those that its rows refer to. */
export interface TableReference {
  readonly table: string;
  readonly refersTo: readonly string[];
}

/**
 * The tables that a backup holds, each after those that its rows refer to, so that they can be filled in this order. `counter` is
 * the first: triggers count on it.
 */
export function backedUpTables(tables: readonly TableReference[]): readonly string[] {
  const references = new Map(tables.map(({ table, refersTo }) => [table, refersTo.filter((one) => one !== table)]));
  const ordered = new Set<string>(references.has('counter') ? ['counter'] : []);
  const place = (table: string) => {
    if (ordered.has(table)) return;
    for (const before of (references.get(table) ?? []).toSorted()) place(before);
    ordered.add(table);
  };
  for (const table of [...references.keys()].toSorted()) place(table);
  return [...ordered].filter((table) => !leftOut.has(table) && !table.startsWith('sqlite_'));
}

interface EncodedBytes {
  readonly $bytes: string;
}

/** A row as a line of JSON that both dialects can read: bytes in base64, times as ISO 8601. */
export function encodeRow(row: TableRow): string {
  return JSON.stringify(Object.fromEntries(Object.entries(row).map(([column, value]) => [column, encodeValue(value)])));
}

function encodeValue(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  const encoded: EncodedBytes = { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  return encoded;
}

export function decodeRow(line: string): TableRow {
  const row: unknown = JSON.parse(line, (_name, value: unknown) => (isEncodedBytes(value) ? Buffer.from(value.$bytes, 'base64') : value));
  if (typeof row !== 'object' || row === null) throw new TypeError('expected an object');
  return { ...row };
}

function isEncodedBytes(value: unknown): value is EncodedBytes {
  return typeof value === 'object' && value !== null && '$bytes' in value && typeof value.$bytes === 'string';
}
