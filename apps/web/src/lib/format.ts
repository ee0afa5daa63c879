const relativeSteps = [
  { unit: 'minute', ms: 60_000, untilMs: 3_600_000 },
  { unit: 'hour', ms: 3_600_000, untilMs: 86_400_000 },
  { unit: 'day', ms: 86_400_000, untilMs: 7 * 86_400_000 },
] as const;

/** How numbers, sizes and times are written in one language. */
export function createFormat(locale: string, words: { readonly now: string }) {
  const number = new Intl.NumberFormat(locale);
  const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' });
  const stamp = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
  return {
    number: (value: number) => number.format(value),
    /** @param share 0…1 */
    percent: (share: number) => percent.format(share),
    bytes: (sizeBytes: number) => formatBytes(sizeBytes, oneDigit),
    /** `40 seconds`, `3 minutes`. */
    duration: (durationMs: number) => {
      const unit = durationMs < 60_000 ? 'second' : durationMs < 3_600_000 ? 'minute' : 'hour';
      const value = durationMs / { second: 1000, minute: 60_000, hour: 3_600_000 }[unit];
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.max(1, Math.round(value)));
    },
    /** `4.2 s`; below a second `240 ms`. */
    elapsed: (durationMs: number) =>
      durationMs < 1000 ? `${number.format(Math.round(durationMs))} ms` : `${oneDigit.format(durationMs / 1000)} s`,
    /** `just now`, `5 minutes ago`, `yesterday`; a date beyond a week. */
    relativeTime(time: string, nowMs: number): string {
      const thenMs = Date.parse(time);
      const ageMs = nowMs - thenMs;
      if (ageMs < 60_000) return words.now;
      const step = relativeSteps.find((candidate) => ageMs < candidate.untilMs);
      return step ? relative.format(-Math.round(ageMs / step.ms), step.unit) : day.format(thenMs);
    },
    day: (time: string) => day.format(Date.parse(time)),
    exactTime: (time: string) => exact.format(Date.parse(time)),
    stamp: (time: string) => stamp.format(Date.parse(time)),
    list: (items: readonly string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
  };
}
export type Format = ReturnType<typeof createFormat>;

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as file managers and network cables count. */
function formatBytes(sizeBytes: number, digits: Intl.NumberFormat): string {
  let value = sizeBytes;
  let index = 0;
  while (value >= 1000 && index < byteUnits.length - 1) {
    value /= 1000;
    index += 1;
  }
  return `${digits.format(value < 10 ? value : Math.round(value))} ${byteUnits[index] ?? 'B'}`;
}
