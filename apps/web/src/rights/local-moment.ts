/** A moment as the browser's own field writes it, in its time zone. @param time UTC ISO 8601 */
export function localOf(time: string): string {
  const date = new Date(time);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** UTC ISO 8601 of what the browser's own field says; null: nothing, or no moment. */
export function utcOf(local: string): string | null {
  const ms = Date.parse(local);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
