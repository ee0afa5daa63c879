/**
 * Takes ruby (phonetic guides over Asian text) out of WordprocessingML, leaving the text that it stands over: mammoth does
 * not know the element and would drop both.
 * @see ISO/IEC 29500-1 §17.3.3.25
 */
export function unwrapRuby(xml: string): string {
  if (!xml.includes('<w:ruby')) return xml;
  return dropElements(dropElements(xml, 'w:rubyPr'), 'w:rt').replaceAll(/<\/?w:ruby(?:Base)?(?:\s[^<>]*)?>/gu, '');
}

/** Without backtracking: an element that is never closed ends the search. */
function dropElements(xml: string, name: string): string {
  const close = `</${name}>`;
  const kept: string[] = [];
  let from = 0;
  for (let at = xml.indexOf(`<${name}>`); at !== -1; at = xml.indexOf(`<${name}>`, from)) {
    const end = xml.indexOf(close, at);
    if (end === -1) break;
    kept.push(xml.slice(from, at));
    from = end + close.length;
  }
  return kept.join('') + xml.slice(from);
}
