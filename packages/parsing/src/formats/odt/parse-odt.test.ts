import { describe, expect, it } from 'vitest';
import { aZipFile } from '../../../../../test/support/parsing/a-zip-file.ts';
import { anOdtFile } from '../../../../../test/support/parsing/an-odt-file.ts';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { ReadFailure } from '../../read-failure.ts';
import { parseOdt } from './parse-odt.ts';

async function parse(bytes: Buffer) {
  const document = await parseOdt(bytes);
  expect(checkParsedDocument(document)).toBeNull();
  return document;
}

const textStyle = (name: string, properties: string) =>
  `<style:style style:name="${name}"><style:text-properties ${properties}/></style:style>`;

describe('parseOdt', () => {
  it('reads headings, paragraphs, lists, tables, notes and boxes', async () => {
    const row = (...cells: readonly string[]) =>
      `<table:table-row>${cells.map((cell) => `<table:table-cell><text:p>${cell}</text:p></table:table-cell>`).join('')}</table:table-row>`;
    const document = await parse(
      anOdtFile(
        '<text:h text:outline-level="1">Leave</text:h><text:p>Staff get<text:s text:c="2"/>thirty<text:line-break/>days' +
          '<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>From the first day.</text:p></text:note-body></text:note>.</text:p>' +
          '<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>deep</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>' +
          `<table:table><table:table-header-rows>${row('Country', 'Days')}</table:table-header-rows>${row('Germany', '30')}</table:table>` +
          '<text:p><draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>' +
          '<text:table-of-content><text:index-body><text:p>Leave 1</text:p></text:index-body></text:table-of-content>',
      ),
    );
    expect(document.title).toBe('Leave');
    expect(outlineOf(document)).toEqual([
      'heading 1: Leave',
      'paragraph: Staff get thirty\ndays.   < Leave',
      'paragraph: From the first day.   < Leave',
      'list-item 1: one   < Leave',
      'list-item 2: deep   < Leave',
      'list-item 1: two   < Leave',
      'table-row: Country | Days   < Leave',
      'table-row: Country: Germany | Days: 30   < Leave',
      'paragraph: In a box   < Leave',
    ]);
  });

  it('keeps apart what its reader does not see', async () => {
    const { text, keptApart } = await parse(
      anOdtFile(
        '<text:tracked-changes><text:changed-region><text:deletion><office:change-info/><text:p>Old rule</text:p></text:deletion></text:changed-region></text:tracked-changes>' +
          '<text:p>Seen <text:span text:style-name="H">hidden</text:span><text:span text:style-name="W">white</text:span><text:span text:style-name="T">tiny</text:span>' +
          '<office:annotation><text:p>a comment</text:p></office:annotation><text:hidden-text text:string-value="by a field"/></text:p><text:p text:style-name="P">whole</text:p>',
        textStyle('H', 'text:display="none"') +
          textStyle('W', 'fo:color="#ffffff"') +
          textStyle('T', 'fo:font-size="1pt"') +
          '<style:style style:name="P" style:parent-style-name="H"/>',
      ),
    );
    expect(text).toBe('Seen');
    expect(keptApart?.map(({ kind, text: apart }) => `${kind}: ${apart}`)).toEqual([
      'deleted: Old rule',
      'hidden: hidden',
      'white: white',
      'tiny: tiny',
      'comment: a comment',
      'hidden: by a field',
      'hidden: whole',
    ]);
  });

  it('refuses what needs a password, and what has no text', async () => {
    const failureOf = (bytes: Buffer) =>
      parseOdt(bytes).then(
        () => 'none',
        (error: unknown) => (error instanceof ReadFailure ? error.code : String(error)),
      );
    const manifest = '<m:manifest xmlns:m="x"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>';
    expect(
      await failureOf(
        aZipFile([
          { name: 'content.xml', content: 'x' },
          { name: 'META-INF/manifest.xml', content: manifest },
        ]),
      ),
    ).toBe('ENCRYPTED');
    expect(await failureOf(aZipFile([{ name: 'content.xml', content: '<a/>' }]))).toBe('CORRUPT_FILE');
  });
});
