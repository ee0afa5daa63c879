/** Time as a dependency: tests move it. */
export interface Clock {
  /** Unix time in milliseconds. Leases and records use it; it may jump. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. Durations use it. */
  monotonicMs(): number;
}

/** UTC ISO 8601 with milliseconds, the form of every time in SQL, HTTP and the audit log. */
export function isoTime(clock: Clock): string {
  return new Date(clock.nowMs()).toISOString();
}
