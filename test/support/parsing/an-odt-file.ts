import { aZipFile, type ZipFileEntry } from './a-zip-file.ts';

const namespaces = ['office', 'text', 'table', 'style', 'fo', 'draw', 'xlink']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .join(' ');

/** An OpenDocument text with this body and these automatic styles. */
export function anOdtFile(body: string, styles = '', extra: readonly ZipFileEntry[] = []): Buffer {
  return aZipFile([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', isStored: true },
    {
      name: 'content.xml',
      content: `<office:document-content ${namespaces}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
    },
    {
      name: 'META-INF/manifest.xml',
      content: '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    },
    ...extra,
  ]);
}
