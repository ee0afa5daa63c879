import { aZipFile, type ZipFileEntry } from './a-zip-file.ts';

const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word document with this body, in WordprocessingML; `extra` entries replace those of the same name. */
export function aDocxFile(body: string, extra: readonly ZipFileEntry[] = []): Buffer {
  const parts: ZipFileEntry[] = [
    {
      name: '[Content_Types].xml',
      content:
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    },
    {
      name: '_rels/.rels',
      content:
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    },
    { name: 'word/document.xml', content: `<w:document ${namespace}><w:body>${body}</w:body></w:document>` },
    {
      name: 'word/styles.xml',
      content: `<w:styles ${namespace}>${[1, 2, 3].map((level) => `<w:style w:type="paragraph" w:styleId="H${level}"><w:name w:val="heading ${level}"/></w:style>`).join('')}</w:styles>`,
    },
    {
      name: 'word/_rels/document.xml.rels',
      content:
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    },
  ];
  const names = new Set(extra.map((entry) => entry.name));
  return aZipFile([...parts.filter((part) => !names.has(part.name)), ...extra]);
}

export function wordParagraph(text: string, style?: string): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${xmlText(text)}</w:t></w:r></w:p>`;
}

export function wordTable(rows: readonly (readonly string[])[], hasHeader = false): string {
  const cells = (row: readonly string[]) => row.map((cell) => `<w:tc>${wordParagraph(cell)}</w:tc>`).join('');
  return `<w:tbl>${rows.map((row, index) => `<w:tr>${hasHeader && index === 0 ? '<w:trPr><w:tblHeader/></w:trPr>' : ''}${cells(row)}</w:tr>`).join('')}</w:tbl>`;
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
