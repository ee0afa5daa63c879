import { parseFragment } from 'parse5';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';

const maxPropertiesBytes = 64 * 1024;

/** The title in the properties of an office file; null when there is none. */
export function titleProperty({ contents }: UnpackedZip): string | null {
  const core = contents.get('docProps/core.xml');
  if (core === undefined) return null;
  const title =
    /<dc:title(?:\s[^>]*)?>([^<]*)<\/dc:title>/u.exec(new TextDecoder().decode(core.subarray(0, maxPropertiesBytes)))?.[1] ?? '';
  // Character references of XML are those of HTML.
  const [text] = parseFragment(title).childNodes;
  return text !== undefined && 'value' in text && text.value.trim() !== '' ? text.value : null;
}
