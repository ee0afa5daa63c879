import type { DocumentBuilder } from '../../document/document-builder.ts';
import { knownWordsOf } from '../../text/join-lines.ts';
import { addPdfBlocks } from './add-pdf-blocks.ts';
import { formBlocks } from './form-blocks.ts';
import type { Fragment } from './form-fragments.ts';
import { orderRegions } from './order-regions.ts';

/** Adds the text of a single page. @returns its largest heading. */
export function addFragments(builder: DocumentBuilder, fragments: readonly Fragment[]): string | null {
  const blocks = orderRegions(fragments)
    .filter((region) => region.length > 0)
    .flatMap(formBlocks);
  return addPdfBlocks(builder, blocks, { outline: new Map(), known: knownWordsOf(fragments.map((fragment) => fragment.text)) });
}
