import type { ParsedDocument } from '@carrel/core';
import { read, type WorkBook } from '@e965/xlsx';
import { createDocumentBuilder } from '../../document/document-builder.ts';
import { ReadFailure } from '../../read-failure.ts';
import { packStored } from '../../zip/pack-stored.ts';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';
import { readOfficePackage } from '../office/read-office-package.ts';
import { titleProperty } from '../office/title-property.ts';
import { addSheet, maxRows } from './add-sheet.ts';

/**
 * A workbook: each sheet with its tables, a block a row. Numbers and dates as Excel shows them (dates that follow the
 * reader's region: ISO 8601); formulas by their stored result; notes after the rows. Hidden sheets come last, and their name
 * says that they are hidden. Title: the file's own.
 * @throws CORRUPT_FILE, ENCRYPTED, UNPACKED_TOO_LARGE, PARSER_OUTPUT.
 */
export async function parseXlsx(bytes: Uint8Array): Promise<ParsedDocument> {
  const unpacked = await readOfficePackage(bytes);
  const workbook = openWorkbook(unpacked);
  const builder = createDocumentBuilder();
  const sheets = workbook.SheetNames.map((name, index) => ({ name, isHidden: isHidden(workbook, index) }));
  for (const { name, isHidden: isHiddenSheet } of sheets.toSorted((a, b) => Number(a.isHidden) - Number(b.isHidden))) {
    const sheet = workbook.Sheets[name];
    const heading = isHiddenSheet ? `${name} (hidden sheet)` : sheets.length > 1 ? name : null;
    if (sheet !== undefined) addSheet(builder, { name, sheet, heading });
  }
  const hasMacros = unpacked.names.some((name) => /vbaProject\.bin$/iu.test(name));
  return builder.build({
    title: titleProperty(unpacked),
    parser: { name: 'xlsx', version: '1' },
    warnings: [
      ...(hasMacros ? [{ code: 'MACROS_NOT_READ' }] : []),
      ...(sheets.some((sheet) => sheet.isHidden) ? [{ code: 'HIDDEN_SHEETS' }] : []),
    ],
  });
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
