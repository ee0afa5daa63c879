import { writeFile } from 'node:fs/promises';
import { packStored } from '../../packages/parsing/src/zip/pack-stored.ts';
import type { SampleSource, SourceBlock } from './read-source.ts';

const mediaType = 'application/vnd.oasis.opendocument.text';
const namespaces = ['office', 'text', 'table', 'meta', 'style', 'fo']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name === 'fo' ? 'xsl-fo-compatible' : name}:1.0"`)
  .join(' ');

/** Writes a source as an OpenDocument text. The entry that names its type comes first, and none is packed. */
export async function writeOdt(source: SampleSource, path: string): Promise<void> {
  const parts = new Map<string, string>([
    ['mimetype', mediaType],
    [
      'META-INF/manifest.xml',
      `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="${mediaType}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
    ],
    [
      'meta.xml',
      `<office:document-meta ${namespaces} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:meta><dc:title>${xmlText(source.title)}</dc:title></office:meta></office:document-meta>`,
    ],
    [
      'content.xml',
      `<office:document-content ${namespaces} office:version="1.3"><office:body><office:text>${source.blocks.map(blockOf).join('')}</office:text></office:body></office:document-content>`,
    ],
  ]);
  await writeFile(path, packStored(new Map([...parts].map(([name, content]) => [name, Buffer.from(content)]))));
}

function blockOf(block: SourceBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<text:h text:outline-level="${block.level}">${xmlText(block.text)}</text:h>`;
    case 'paragraph':
      return `<text:p>${xmlText(block.text)}</text:p>`;
    case 'page-break':
      return '<text:p/>';
    case 'table': {
      const [head = [], ...rows] = block.rows;
      return `<table:table table:name="Table"><table:table-column table:number-columns-repeated="${head.length}"/><table:table-header-rows>${rowOf(head)}</table:table-header-rows>${rows.map(rowOf).join('')}</table:table>`;
    }
  }
}

function rowOf(cells: readonly string[]): string {
  return `<table:table-row>${cells.map((cell) => `<table:table-cell office:value-type="string"><text:p>${xmlText(cell)}</text:p></table:table-cell>`).join('')}</table:table-row>`;
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
