import { z } from 'zod';

/** A piece of a version's text, in UTF-16 code units. */
export interface TextRange {
  readonly start: number;
  readonly length: number;
}

export const textRangeSchema = z.object({
  text: z.string(),
  start: z.int(),
  /** Half-open. */
  end: z.int(),
  /** Of the whole text. */
  totalLength: z.int(),
});

const parsedTextSchema = z.object({ text: z.string() });

/**
 * The piece, as the bytes of JSON of `textRangeSchema`. A pair of surrogates is not cut: the piece then is one unit shorter.
 *
 * @param parsed the blob with the parsed document (UTF-8 JSON).
 */
export function renderTextRange(parsed: Uint8Array, { start, length }: TextRange): Uint8Array<ArrayBuffer> {
  const { text } = parsedTextSchema.parse(JSON.parse(Buffer.from(parsed.buffer, parsed.byteOffset, parsed.byteLength).toString('utf8')));
  const from = Math.min(start, text.length);
  const wanted = Math.min(from + length, text.length);
  const end = isInsidePair(text, wanted) ? wanted - 1 : wanted;
  const range: z.infer<typeof textRangeSchema> = { text: text.slice(from, end), start: from, end, totalLength: text.length };
  return new TextEncoder().encode(JSON.stringify(range));
}

function isInsidePair(text: string, at: number): boolean {
  return at > 0 && at < text.length && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at));
}
