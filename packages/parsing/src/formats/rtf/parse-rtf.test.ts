import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parseRtf } from './parse-rtf.ts';

const head =
  String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\colortbl;\red255\green255\blue255;\red200\green0\blue0;}` +
  String.raw`{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}{\*\cs9 Strong;}}{\info{\title Leave policy}{\author Nobody}}`;

function parse(body: string) {
  const document = parseRtf(Buffer.from(`${head}${body}}`, 'latin1'));
  expect(checkParsedDocument(document)).toBeNull();
  return document;
}

describe('parseRtf', () => {
  it('reads headings by style and outline level, paragraphs, lists and rows', () => {
    const document = parse(
      String.raw`\pard\s1 Leave\par\pard Staff get {\b thirty} days.\line Per year.\par\pard\outlinelevel1 Rules\par` +
        String.raw`{\listtext\'b7\tab}\pard\ls1\ilvl0 {\pntext\'b7\tab}one\par\pard\ls1 {\listtext 2.\tab}two\par` +
        String.raw`\trowd\cellx100\cellx200\pard\intbl Country\cell Days\cell\row\trowd\pard\intbl Germany\cell 30\cell\row\pard\plain End\par`,
    );
    expect(document.title).toBe('Leave policy');
    expect(outlineOf(document)).toEqual([
      'heading 1: Leave',
      'paragraph: Staff get thirty days.\nPer year.   < Leave',
      'heading 2: Rules   < Leave',
      'list-item 1: one   < Leave > Rules',
      'list-item 1: 2. two   < Leave > Rules',
      'table-row: Country | Days   < Leave > Rules',
      'table-row: Germany | 30   < Leave > Rules',
      'paragraph: End   < Leave > Rules',
    ]);
  });

  it('decodes bytes by the code page of their font, and Unicode with what stands for it elsewhere', () => {
    const { text } = parse(
      String.raw`\pard gr\'fc\'df\par {\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\par \u8364?100 {\uc2\u-10179\'3f\'3f\u-8704\'3f\'3f}\par raw ü`,
    );
    expect(text).toBe('grüß\n\nПривет\n\n€100 😀\n\nraw ü');
  });

  it('keeps apart what its reader does not see', () => {
    const { text, keptApart } = parse(
      String.raw`\pard Seen.\par{\v Hidden one.}{\deleted Gone.}{\cf1 White.}{\fs2 Dust.} After\par Text{\*\annotation Check this.} end\par`,
    );
    expect(text).toBe('Seen.\n\nAfter\n\nText end');
    expect(keptApart?.map(({ kind, text: apart }) => `${kind}: ${apart}`)).toEqual([
      'hidden: Hidden one.',
      'deleted: Gone.',
      'white: White.',
      'tiny: Dust.',
      'comment: Check this.',
    ]);
  });

  it('reads notes and boxes, and no field codes, pictures, objects, heads and feet', () => {
    const { text } = parse(
      String.raw`{\header Head}{\footer Foot}\pard Date: {\field{\*\fldinst INCLUDETEXT "/etc/passwd"}{\fldrslt 1 May}}{\footnote A note.}\par` +
        String.raw`{\pict\pngblip 89504e47}{\object{\*\objdata 0105}{\result Shown}}{\*\unknown Left out}{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt In a box\par}}{\shprslt In a box}}\par`,
    );
    expect(text).toContain('Date: 1 May');
    expect(text).toContain('A note.');
    expect(text).toContain('In a box');
    for (const word of ['Head', 'Foot', 'INCLUDETEXT', '8950', '0105', 'Left out', 'Nobody', 'Strong']) expect(text).not.toContain(word);
    expect(text.match(/In a box/gu)).toHaveLength(1);
  });

  it('ends in a document or a failure for any file, and skips binary data by its length', () => {
    expect(parse(String.raw`\pard Before{\*\blob\bin5 }}}}}}After\par`).text).toBe('BeforeAfter');
    expect(() => parseRtf(Buffer.from(`{\\rtf1 ${'{'.repeat(600)}x`))).toThrowError();
    const piece = fc.constantFrom(
      '{',
      '}',
      '\\par ',
      '\\u',
      '\\u99999999 ',
      "\\'",
      "\\'e4",
      '\\*',
      '\\bin9999999999 ',
      '\\cell',
      '\\row',
      '\\v',
      'x',
      '\\',
      '\\s1 ',
      ';',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(checkParsedDocument(parseRtf(Buffer.from(`{\\rtf1 ${pieces.join('')}`)))).toBeNull();
      }),
    );
  });
});
