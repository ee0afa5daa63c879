/** Windows code pages of the character sets that fonts name (`\fcharset`). */
const codePages: ReadonlyMap<number, number> = new Map([
  [77, 10_000],
  [128, 932],
  [129, 949],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
]);

/** The name of an encoding for a font's character set; undefined: the file's own. */
export function encodingOfCharset(charset: number): string | undefined {
  const page = codePages.get(charset);
  return page === undefined ? undefined : encodingOfCodePage(page);
}

export function encodingOfCodePage(page: number): string {
  if (page === 10_000) return 'macintosh';
  return page === 65_001 ? 'utf-8' : `cp${page}`;
}
