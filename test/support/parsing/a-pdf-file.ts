/** A line of text on a page, in PDF's own coordinates: points from the lower left, before rotation. */
export interface PdfFileLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
}

export interface PdfFilePage {
  readonly lines: readonly PdfFileLine[];
  readonly rotate?: 0 | 90 | 180 | 270;
}

export const pdfPageWidth = 600;
export const pdfPageHeight = 800;

/**
 * A PDF file that shows these lines. Letters of any kind: the font is Helvetica, whose codes are given other meanings by its
 * table of meanings (ToUnicode), so that characters outside the basic plane come out of it. At most 200 different ones.
 */
export function aPdfFile(pages: readonly PdfFilePage[]): Buffer {
  const codes = codesOf(pages.flatMap((page) => page.lines.map((line) => line.text)));
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  add('<</Type/Catalog/Pages 2 0 R>>');
  add(`<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_page, index) => `${5 + index * 2} 0 R`).join(' ')}]>>`);
  add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 4 0 R>>');
  add(stream(toUnicode(codes)));
  for (const [index, page] of pages.entries()) {
    add(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${pdfPageWidth} ${pdfPageHeight}]/Rotate ${page.rotate ?? 0}/Resources<</Font<</F 3 0 R>>>>/Contents ${6 + index * 2} 0 R>>`,
    );
    add(
      stream(
        page.lines
          .map((line) => `BT /F ${line.size ?? 10} Tf 1 0 0 1 ${line.x} ${line.y} Tm <${hexOf(line.text, codes)}> Tj ET`)
          .join('\n'),
      ),
    );
  }
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  );
}

/** Printable ASCII keeps its codes and so its widths; others take the codes above. */
function codesOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const codes = new Map<string, number>();
  let next = 161;
  for (const character of new Set(texts.flatMap((text) => Array.from(text)))) {
    const isAscii = /^[\u0020-\u007E]$/u.test(character);
    codes.set(character, isAscii ? character.charCodeAt(0) : next);
    if (!isAscii) next += 1;
  }
  if (next > 256) throw new RangeError('More different characters than a font of one byte has.');
  return codes;
}

function hexOf(text: string, codes: ReadonlyMap<string, number>): string {
  return Array.from(text, (character) => (codes.get(character) ?? 63).toString(16).padStart(2, '0')).join('');
}

function toUnicode(codes: ReadonlyMap<string, number>): string {
  const lines = [...codes].map(
    ([character, code]) => `<${code.toString(16).padStart(2, '0')}> <${Buffer.from(character, 'utf16le').swap16().toString('hex')}>`,
  );
  const blocks: string[] = [];
  for (let at = 0; at < lines.length; at += 100)
    blocks.push(`${Math.min(100, lines.length - at)} beginbfchar\n${lines.slice(at, at + 100).join('\n')}\nendbfchar`);
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange ${blocks.join('\n')} endcmap end end`;
}

function stream(content: string): string {
  return `<</Length ${content.length}>>stream\n${content}\nendstream`;
}
