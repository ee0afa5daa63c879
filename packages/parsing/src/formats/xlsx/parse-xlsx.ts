import type { ParsedDocument } from '@carrel/core';
import { read, type WorkBook } from '@e965/xlsx';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { packStored } from '../../zip/pack-stored.ts';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';
import { readOfficePackage } from '../office/read-office-package.ts';
import { relationshipsOf } from '../office/relationships.ts';
import { titleProperty } from '../office/title-property.ts';
import { descendantsOf, readXml } from '../../xml/read-xml.ts';
import { addSheet, maxRows } from './add-sheet.ts';
import { readHiddenCells } from './hidden-cells.ts';

/**
 * A workbook: each sheet with its tables, a block a row. Numbers and dates as Excel shows them (dates that follow the
 * reader's region: ISO 8601); formulas by their stored result; notes after the rows. Hidden sheets come last, and their name
 * says that they are hidden; hidden rows and columns are kept apart, but rows that only a filter hides are read. Title: the file's own.
 * @throws CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parseXlsx(bytes: Uint8Array): Promise<ParsedDocument> {
  const unpacked = await readOfficePackage(bytes);
  const workbook = openWorkbook(unpacked);
  const builder = createDocumentBuilder();
  const partOf = sheetParts(unpacked);
  const sheets = workbook.SheetNames.map((name, index) => ({ name, part: partOf(index), isHidden: isHidden(workbook, index) }));
  let filteredRows = 0;
  for (const { name, part, isHidden: isHiddenSheet } of sheets.toSorted((a, b) => Number(a.isHidden) - Number(b.isHidden))) {
    const sheet = workbook.Sheets[name];
    if (sheet === undefined) continue;
    const hidden = readHiddenCells(part);
    filteredRows += hidden.filteredRows;
    addSheet(builder, { name, sheet, heading: isHiddenSheet ? `${name} (hidden sheet)` : sheets.length > 1 ? name : null, hidden });
  }
  const hiddenSheets = sheets.filter((sheet) => sheet.isHidden).length;
  const hasMacros = unpacked.names.some((name) => /vbaProject\.bin$/iu.test(name));
  return builder.build({
    title: titleProperty(unpacked),
    parser: { name: 'xlsx', version: '1' },
    warnings: [
      ...(hasMacros ? [{ code: 'MACROS_NOT_READ' }] : []),
      ...(hiddenSheets > 0 ? [{ code: 'HIDDEN_SHEETS', count: hiddenSheets }] : []),
      ...(filteredRows > 0 ? [{ code: 'FILTERED_ROWS_READ', count: filteredRows }] : []),
    ],
  });
}

/** The worksheet parts in the order of the sheets. */
function sheetParts(unpacked: UnpackedZip): (index: number) => Uint8Array | undefined {
  const workbookPart = unpacked.names.find((name) => /^xl\/workbook\d*\.xml$/iu.test(name)) ?? '';
  const workbook = unpacked.contents.get(workbookPart);
  const parts = relationshipsOf(unpacked, workbookPart);
  const ids = workbook === undefined ? [] : descendantsOf(readXml(workbook), 'sheet').map(({ attributes }) => attributes.get('r:id') ?? '');
  return (index) => unpacked.contents.get(parts.get(ids[index] ?? '')?.target ?? '');
}

/** What is read is what was unpacked and counted, not the file as it came. */
function openWorkbook({ contents }: UnpackedZip): WorkBook {
  try {
    return read(packStored(contents), {
      type: 'buffer',
      dense: true,
      cellFormula: false,
      cellHTML: false,
      bookVBA: false,
      dateNF: 'yyyy-mm-dd',
      sheetRows: maxRows + 1,
    });
  } catch (error) {
    throw new ReadFailure('CORRUPT_FILE', { message: 'The workbook cannot be read.', cause: error });
  }
}

/** 1: hidden, 2: hidden so that only a program can show it. */
function isHidden({ Workbook: properties }: WorkBook, index: number): boolean {
  return (properties?.Sheets?.[index]?.Hidden ?? 0) !== 0;
}
