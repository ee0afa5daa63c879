/**
 * A PDF of one page, written by hand, whose text holds characters outside the basic plane: the font is Helvetica, and its
 * ToUnicode map (ISO 32000-2 §9.10.3) says that `~` stands for a microscope and `^` for a mathematical bold A.
 */
export function pdfWithAstralText(lines: readonly string[]): Uint8Array {
  const shown = lines
    .map(
      (line) =>
        `(${line
          .replaceAll('🔬', '~')
          .replaceAll('𝐀', '^')
          .replaceAll(/[\\()]/g, String.raw`\$&`)}) Tj T*`,
    )
    .join('\n');
  const content = `BT /F1 12 Tf 72 760 Td 18 TL\n${shown}\nET`;
  const map = [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange',
    '1 beginbfrange <20> <5D> <0020> endbfrange',
    '1 beginbfrange <5F> <7D> <005F> endbfrange',
    '2 beginbfchar <7E> <D83DDD2C> <5E> <D835DC00> endbfchar',
    'endcmap end end',
  ].join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    stream(content),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>',
    stream(map),
  ];
  return new TextEncoder().encode(fileOf(objects));
}

function stream(text: string): string {
  return `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
}

function fileOf(objects: readonly string[]): string {
  let file = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}
