/**
 * A half-open range `[start, end)` of UTF-16 code units in a version's extracted text, so that
 * `text.slice(span.start, span.end)` is exactly what the span stands for.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function textOfSpan(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}
