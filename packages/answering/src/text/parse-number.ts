/**
 * The value of a number as it is written, in one spelling: "1,000", "1.000", "1 000" and "1000" are `1000`; "16.0" and "16"
 * are `16`; "16,5" is `16.5`; "½" is `1/2`. Groups of three digits are thousands with either sign, as both English and German
 * documents occur; a leading zero makes the sign a decimal one ("0.125"). What is no plain number (a time, a version) keeps
 * its spelling.
 */
export function parseNumber(raw: string): string {
  const text = raw.normalize('NFKC').replace('⁄', '/').replaceAll('’', "'").replaceAll(' ', '\u00a0');
  const plain = plainDigits(text);
  if (plain === null || plain.length > 15) return text;
  return String(Number(plain));
}

function plainDigits(text: string): string | null {
  if (/^\d+$/u.test(text)) return text;
  // Both signs: the last one is the decimal sign.
  if (/^\d{1,3}(?:,\d{3})+\.\d+$/u.test(text)) return text.replaceAll(',', '');
  if (/^\d{1,3}(?:\.\d{3})+,\d+$/u.test(text)) return text.replaceAll('.', '').replace(',', '.');
  if (/^[1-9]\d{0,2}(?:,\d{3})+$/u.test(text) || /^[1-9]\d{0,2}(?:\.\d{3})+$/u.test(text) || /^\d{1,3}(?:['\u00a0]\d{3})+$/u.test(text)) {
    return text.replaceAll(/[^\d]/gu, '');
  }
  if (/^\d+[.,]\d+$/u.test(text)) return text.replace(',', '.');
  return null;
}
