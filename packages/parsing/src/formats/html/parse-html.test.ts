import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parseHtml } from './parse-html.ts';

function parse(source: string | Buffer) {
  const document = parseHtml(typeof source === 'string' ? Buffer.from(source) : source);
  expect(checkParsedDocument(document)).toBeNull();
  return document;
}

describe('parseHtml', () => {
  it('gives the blocks that a reader sees', () => {
    const document = parse(
      '<html><head><title> The  title </title><style>p{}</style></head><body><h1>One</h1><div>Some <b>bo</b>ld text<p>A paragraph</div>' +
        '<h3>Sub</h3><blockquote><p>Quoted</p></blockquote><ol start=2><li>two<ul><li>inner</ul><li value=7><p>seven</p><p>more</p></ol><pre>a\n  b</pre><p>end</body></html>',
    );
    expect(document.title).toBe('The title');
    expect(outlineOf(document)).toEqual([
      'heading 1: One',
      'paragraph: Some bold text   < One',
      'paragraph: A paragraph   < One',
      'heading 3: Sub   < One',
      'quote: Quoted   < One > Sub',
      'list-item 1: 2. two   < One > Sub',
      'list-item 2: inner   < One > Sub',
      'list-item 1: 7. seven   < One > Sub',
      'paragraph: more   < One > Sub',
      'code: a\n  b   < One > Sub',
      'paragraph: end   < One > Sub',
    ]);
  });

  it.each([
    '<script>x</script>',
    '<style>x</style>',
    '<template>x</template>',
    '<noscript>x</noscript>',
    '<!-- x -->',
    '<p hidden>x</p>',
    '<p style="color:red; DISPLAY : none !important">x</p>',
    '<span style="visibility:hidden">x</span>',
    '<svg><text>x</text></svg>',
    '<select><option>x</select>',
    '<img alt="x">',
    '<iframe>x</iframe>',
  ])('leaves out %s', (hidden) => {
    expect(parse(`<p>before</p>${hidden}<p>after</p>`).text).toBe('before\n\nafter');
  });

  it('repeats cells that span rows, and names of columns over several columns', () => {
    const document = parse(
      '<table><caption>Rates</caption><thead><tr><th rowspan=2>Country<th colspan=2>Rate<tr><th>day<th>night</thead><tr><td rowspan=2>Germany<td>1<td>2<tr><td>3<td>4<tr><td colspan=2>none<td>5</table>',
    );
    expect(outlineOf(document)).toEqual([
      'paragraph: Rates',
      'table-row: Country | Rate | Rate',
      'table-row: Country | day | night',
      'table-row: Country: Germany | Rate day: 1 | Rate night: 2',
      'table-row: Country: Germany | Rate day: 3 | Rate night: 4',
      'table-row: Country: none | Rate night: 5',
    ]);
  });

  it('does not take a first row for names of columns that the page does not call so', () => {
    expect(outlineOf(parse('<table><tr><td>Name<td>Miller<tr><td>Room<td>12</table>'))).toEqual([
      'table-row: Name | Miller',
      'table-row: Room | 12',
    ]);
  });

  it('reads a table that only arranges the page as the page', () => {
    const document = parse('<table><tr><td><h2>News</h2><p>One</p></td><td><table><tr><td>a<td>b</table></td></tr></table>');
    expect(outlineOf(document)).toEqual(['heading 2: News', 'paragraph: One   < News', 'table-row: a | b   < News']);
  });

  it('decodes as the page declares, where the bytes are not UTF-8', () => {
    const page = (charset: string) => iconv.encode(`<meta charset="${charset}"><p>Zażółć gęślą jaźń</p>`, charset);
    expect(parse(page('iso-8859-2')).text).toBe('Zażółć gęślą jaźń');
    expect(parse(page('windows-1250')).text).toBe('Zażółć gęślą jaźń');
  });

  it('does not exhaust the stack on deep nesting', () => {
    expect(parse(`${'<div>'.repeat(20_000)}deep`).text).toBe('deep');
  });

  it('refuses to repeat a cell for ever', () => {
    expect(parse('<table><tr><td rowspan=99999999 colspan=99999999>a<td>b<tr><td>c</table>').text.length).toBeLessThan(2000);
  });
});
