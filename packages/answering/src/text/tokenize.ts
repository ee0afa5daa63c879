/** `address` is a URL or e-mail address; `code` mixes letters and digits ("A4", "401k"). */
export type TokenKind = 'word' | 'number' | 'code' | 'address';

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the text. */
  readonly raw: string;
  /** NFKC, lower case, plain apostrophes, without possessive s. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** What stands between the token before and this one. */
  readonly gap: string;
  /** First letter is a capital. */
  readonly isCapitalised: boolean;
}

/*
 * One alternative a kind, tried in this order. Each is a run of characters without nested repetition, so the time is
 * linear in the text. Digits may be grouped by the separators that stand inside numbers, dates, times and versions.
 */
const pattern = new RegExp(
  [
    /(?<address>(?:https?:\/\/|www\.)[^\s<>"'()[\]{}]+|[\p{L}\p{Nd}][\p{L}\p{Nd}._+-]{0,63}@[\p{L}\p{Nd}][\p{L}\p{Nd}.-]{1,200})/u,
    /(?<code>\p{Nd}+\p{L}[\p{L}\p{Nd}]*|\p{L}+\p{Nd}[\p{L}\p{Nd}]*)/u,
    /(?<number>\p{Nd}+(?:[.,:/'’\u00a0\u2009\u202f-]\p{Nd}+)*|[\u00bc-\u00be\u2150-\u215e])/u,
    /(?<word>[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*)/u,
  ]
    .map((part) => part.source)
    .join('|'),
  'gu',
);

export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let previousEnd = 0;
  for (const match of text.matchAll(pattern)) {
    // A full stop after an address ends the sentence, not the address.
    const raw = match.groups?.['address']?.replace(/[.,;:!?-]+$/u, '') ?? match[0];
    const start = match.index;
    tokens.push({
      kind: kindOf(match.groups),
      raw,
      word: canonical(raw),
      start,
      end: start + raw.length,
      gap: text.slice(previousEnd, start),
      isCapitalised: /^[\p{Lu}\p{Lt}]/u.test(raw),
    });
    previousEnd = start + raw.length;
  }
  return tokens;
}

function kindOf(groups: Readonly<Record<string, string | undefined>> | undefined): TokenKind {
  if (groups?.['address'] !== undefined) return 'address';
  if (groups?.['code'] !== undefined) return 'code';
  return groups?.['number'] === undefined ? 'word' : 'number';
}

function canonical(raw: string): string {
  const lower = raw.normalize('NFKC').toLowerCase().replaceAll('’', "'");
  return lower.endsWith("'s") ? lower.slice(0, -2) : lower;
}
