import type { EmbeddingModel } from '@carrel/core';

/** `[CLS]` and `[SEP]`, or the begin and end tokens of other families. */
const specialTokens = 2;

/**
 * Vectors of texts that may be longer than the model takes: passages are cut in the tokens of the model that was in use when
 * their document was read. A longer text is cut into parts that fit, at spaces, and its vector is the mean of those of the parts,
 * each weighed by its length, with length 1 again. Nothing is left out, and the passage, its text and its citations stay as
 * they are.
 *
 * @throws what the model throws.
 */
export async function embedInParts(
  model: EmbeddingModel,
  texts: readonly string[],
  { signal, onSplit }: { readonly signal: AbortSignal; readonly onSplit: (count: number) => void },
): Promise<readonly Float32Array[]> {
  const parts = await fittingParts(model, texts, signal);
  const split = parts.filter((one) => one.length > 1).length;
  if (split > 0) onSplit(split);
  const made = await model.embed(parts.flat(), { purpose: 'document', signal });
  let next = 0;
  return parts.map((one) => {
    const vectors = made.slice(next, next + one.length);
    next += one.length;
    const [only] = vectors;
    return vectors.length === 1 && only !== undefined ? only : meanOf(vectors, one);
  });
}

/** Each text in parts that the model takes; a text that fits is its own only part. */
async function fittingParts(model: EmbeddingModel, texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly string[])[]> {
  const room = model.maxInputTokens - specialTokens;
  let parts: readonly (readonly string[])[] = texts.map((text) => [text]);
  for (;;) {
    const counts = await model.countTokens(parts.flat(), { signal });
    let place = 0;
    let isCut = false;
    parts = parts.map((list) =>
      list.flatMap((part) => {
        const tokens = counts[place] ?? 0;
        place += 1;
        if (tokens <= room || part.length < 2) return [part];
        isCut = true;
        return cut(part, Math.ceil(tokens / room));
      }),
    );
    if (!isCut) return parts;
  }
}

/** About equal parts, cut at a space where there is one near, and never inside a pair of surrogates. */
function cut(text: string, count: number): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 1; index < count; index += 1) {
    const wanted = Math.round((text.length * index) / count);
    const space = text.lastIndexOf(' ', wanted);
    const end = space > start + (wanted - start) / 2 ? space : wanted;
    const whole = isLowSurrogate(text, end) ? end + 1 : end;
    if (whole > start && whole < text.length) parts.push(text.slice(start, whole));
    if (whole > start && whole < text.length) start = whole;
  }
  parts.push(text.slice(start));
  return parts;
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function meanOf(vectors: readonly Float32Array[], texts: readonly string[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const [index, vector] of vectors.entries()) {
    const weight = texts[index]?.length ?? 0;
    for (let place = 0; place < sum.length; place += 1) sum[place] = (sum[place] ?? 0) + weight * (vector[place] ?? 0);
  }
  const length = Math.hypot(...sum);
  // Parts that point in opposite ways have no mean: the first then stands for the whole.
  return length === 0 ? (vectors[0] ?? sum) : sum.map((value) => value / length);
}
