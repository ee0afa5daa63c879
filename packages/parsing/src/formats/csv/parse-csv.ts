import type { ParsedDocument } from '@carrel/core';
import papaparse from 'papaparse';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { cleanProse } from '../../text/clean-text.ts';
import { decodeText } from '../../text/decode-text.ts';
import { decodingWarnings } from '../../text/decoding-warnings.ts';
import { csvRowText } from './csv-row-text.ts';
import { guessDelimiter } from './guess-delimiter.ts';

/** Files with more rows are refused, not cut. */
const maxRows = 200_000;

/**
 * A table as text: a block a row, each with its number in the file. Separator (comma, semicolon, tab, bar) by what most rows
 * agree on. Cells keep their separator, since the text is what people know of the file; a tab becomes a bar.
 * @throws PARSER_OUTPUT beyond the limit of rows.
 */
export function parseCsv(bytes: Uint8Array): ParsedDocument {
  const decoded = decodeText(bytes);
  const builder = createDocumentBuilder();
  const delimiter = guessDelimiter(decoded.text);
  const separator = delimiter === ',' || delimiter === ';' ? delimiter : undefined;
  let row = 0;
  papaparse.parse<string[]>(decoded.text, {
    delimiter,
    // Called row by row, in this call: what it throws comes out of `parse`.
    step: ({ data }) => {
      row += 1;
      if (row > maxRows) throw new ReadFailure('PARSER_OUTPUT', { message: `Expected at most ${maxRows} rows.` });
      builder.add({
        kind: 'table-row',
        text: csvRowText(
          data.map((cell) => cleanProse(cell).replaceAll('\n', ' ')),
          separator,
        ),
        isContinued: true,
        location: { kind: 'rows', sheet: null, firstRow: row, lastRow: row, ...(separator !== undefined && { separator }) },
      });
    },
  });
  return builder.build({ title: null, parser: { name: 'csv', version: '1' }, warnings: decodingWarnings(decoded) });
}
