import { aZipFile, type ZipFileEntry } from './a-zip-file.ts';

const namespaces =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';

export interface PptxSlide {
  /** Shapes, in PresentationML. */
  readonly shapes: string;
  readonly notes?: string;
  readonly isHidden?: boolean;
}

/** A presentation of these slides, whose parts are numbered against their order; `extra` entries replace those of the same name. */
export function aPptxFile(slides: readonly PptxSlide[], extra: readonly ZipFileEntry[] = []): Buffer {
  const nameOf = (index: number) => `slide${slides.length - index}`;
  const parts = slides.flatMap(({ shapes, notes, isHidden }, index): ZipFileEntry[] => [
    { name: `ppt/slides/${nameOf(index)}.xml`, content: tree('sld', shapes, isHidden === true ? ' show="0"' : '') },
    ...(notes === undefined
      ? []
      : [
          {
            name: `ppt/slides/_rels/${nameOf(index)}.xml.rels`,
            content: relationships([['n', 'notesSlide', `../notesSlides/n${index}.xml`]]),
          },
          { name: `ppt/notesSlides/n${index}.xml`, content: tree('notes', pptxShape([notes], 'body')) },
        ]),
  ]);
  return aZipFile([
    {
      name: 'ppt/presentation.xml',
      content: `<p:presentation ${namespaces}><p:sldIdLst>${slides.map((_slide, index) => `<p:sldId id="${256 + index}" r:id="s${index}"/>`).join('')}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/></p:presentation>`,
    },
    {
      name: 'ppt/_rels/presentation.xml.rels',
      content: relationships(slides.map((_slide, index) => [`s${index}`, 'slide', `slides/${nameOf(index)}.xml`])),
    },
    ...parts.filter((part) => !extra.some((other) => other.name === part.name)),
    ...extra,
  ]);
}

/** A text shape; `paragraph` properties (`<a:pPr …/>`) may stand before a text, divided by a bar. */
export function pptxShape(paragraphs: readonly string[], placeholder?: string): string {
  const type = placeholder === undefined ? '' : `<p:ph type="${placeholder}"/>`;
  const body = paragraphs.map((paragraph) => {
    const [properties, text] = paragraph.startsWith('<')
      ? [paragraph.split('|', 1)[0] ?? '', paragraph.slice(paragraph.indexOf('|') + 1)]
      : ['', paragraph];
    return `<a:p>${properties}<a:r><a:t>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</a:t></a:r></a:p>`;
  });
  return `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr>${type}</p:nvPr></p:nvSpPr><p:txBody>${body.join('')}</p:txBody></p:sp>`;
}

export function pptxTable(rows: readonly (readonly string[])[], hasHeader = false): string {
  const cell = (text: string) => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
  const body = rows.map((row) => `<a:tr>${row.map(cell).join('')}</a:tr>`).join('');
  return `<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="${hasHeader ? 1 : 0}"/>${body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
}

function tree(name: string, shapes: string, attributes = ''): string {
  return `<p:${name} ${namespaces}${attributes}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:${name}>`;
}

function relationships(all: readonly (readonly [id: string, kind: string, target: string])[]): string {
  const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/';
  return `<Relationships>${all.map(([id, kind, target]) => `<Relationship Id="${id}" Type="${type}${kind}" Target="${target}"/>`).join('')}</Relationships>`;
}
