import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../../../../test/support/parsing/outline-of.ts';
import { checkParsedDocument } from '../../document/check-parsed-document.ts';
import { parseMarkdown } from './parse-markdown.ts';

async function parse(source: string) {
  const document = await parseMarkdown(Buffer.from(source));
  expect(checkParsedDocument(document)).toBeNull();
  return document;
}

describe('parseMarkdown', () => {
  it('gives what a reader sees, not the marks', async () => {
    const document = await parse(
      [
        '# Travel *policy*',
        '',
        'Book **early**, see [the portal](https://example.org "x") or `booking()`.  ',
        'A new line. ![a picture](data:image/png;base64,AAAA) Done[^1].',
        '',
        '## Hotels',
        '',
        '> A quoted rule.',
        '',
        '```sh',
        'if true; then',
        '  book',
        'fi',
        '```',
        '',
        '[^1]: A footnote.',
      ].join('\n'),
    );
    expect(document.title).toBe('Travel policy');
    expect(outlineOf(document)).toEqual([
      'heading 1: Travel policy',
      'paragraph: Book early, see the portal or booking().\nA new line. Done.   < Travel policy',
      'heading 2: Hotels   < Travel policy',
      'quote: A quoted rule.   < Travel policy > Hotels',
      'code: if true; then\n  book\nfi   < Travel policy > Hotels',
      'paragraph: A footnote.   < Travel policy > Hotels',
    ]);
  });

  it('keeps numbers, boxes and depth of lists', async () => {
    const document = await parse('3. three\n4. four\n   - inner\n\n     more of it\n5. five\n\n- [x] done\n- [ ] open');
    expect(outlineOf(document)).toEqual([
      'list-item 1: 3. three',
      'list-item 1: 4. four',
      'list-item 2: inner',
      'paragraph: more of it',
      'list-item 1: 5. five',
      'list-item 1: [x] done',
      'list-item 1: [ ] open',
    ]);
    expect(document.text).toContain('3. three\n4. four\ninner\n\nmore of it\n\n5. five\n\n[x] done\n[ ] open');
  });

  it('writes rows of tables with the names of their columns', async () => {
    const document = await parse('| Country | Days |\n|---|---|\n| Germany | 30 |\n| France | |\n\n| Only |\n|---|\n| one |');
    expect(outlineOf(document)).toEqual([
      'table-row: Country | Days',
      'table-row: Country: Germany | Days: 30',
      'table-row: Country: France',
      'table-row: Only',
      'table-row: one',
    ]);
    expect(document.text).toBe('Country | Days\nCountry: Germany | Days: 30\nCountry: France\n\nOnly\none');
  });

  it.each([
    ['YAML', '---\ntitle: "Leave: \\"paid\\""\ntags: [a]\n---\n\n# Other', 'Leave: "paid"'],
    ['YAML in single quotes', "---\ntitle: 'It''s here'\n---\nText", "It's here"],
    ['YAML with a comment', '---\ntitle: Leave # draft\n---\nText', 'Leave'],
    ['TOML', '+++\ntitle = "Leave"\n+++\nText', 'Leave'],
    ['the first heading', 'Text\n\nTitle\n=====', 'Title'],
  ])('takes the title from %s', async (_rule, source, title) => {
    const document = await parse(source);
    expect(document.title).toBe(title);
    expect(document.text).not.toContain('tags');
  });

  it.each([
    [
      'YAML',
      '---\neffective: 2023-04-01\nreview-by: "2024-04-01"\nsuperseded-by: Travel 2026 # FIN-011\n---\n\nText',
      {
        effective: '2023-04-01',
        reviewBy: '2024-04-01',
        supersededBy: 'Travel 2026',
      },
    ],
    [
      'other spellings',
      '---\neffective_date: 2023-04-01T08:00:00Z\nreviewBy: 2024-04-01\n---\nText',
      {
        effective: '2023-04-01',
        reviewBy: '2024-04-01',
      },
    ],
    ['TOML', '+++\nreplaced_by = "FIN-011"\n+++\nText', { supersededBy: 'FIN-011' }],
    [
      'no day of the calendar, or one that can be read in two ways',
      '---\neffective: 2023-02-30\nreview-by: 01/02/2024\n---\nText',
      undefined,
    ],
    ['nothing', '---\ntitle: Leave\n---\neffective: 2023-04-01', undefined],
  ])('takes the time for which it holds from %s', async (_rule, source, validity) => {
    expect((await parse(source)).validity).toEqual(validity);
  });

  it('has no title where there is none', async () => {
    expect((await parse('Just text.')).title).toBeNull();
  });

  it('reads HTML within it, and leaves out what is hidden', async () => {
    const document = await parse(
      'Text<br>with <kbd>Ctrl</kbd>.\n\n<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>\n\n<script>alert(1)</script>\n\n<!-- secret -->\n\n<p hidden>secret</p>\n\n<details><summary>More</summary>\n\n**inside**\n\n</details>',
    );
    expect(outlineOf(document)).toEqual([
      'paragraph: Text\nwith Ctrl.',
      'table-row: A | B',
      'table-row: A: 1 | B: 2',
      'paragraph: More',
      'paragraph: inside',
    ]);
  });

  it('survives nesting that no author writes', async () => {
    const document = await parse(`${'>'.repeat(2000)} deep\n\n${'- '.repeat(1000)}deep\n\nafter`);
    expect(outlineOf(document)).toContain('paragraph: after');
  });

  it('tells the language', async () => {
    expect((await parse('Der Urlaub beträgt 30 Tage und ist bis zum Ende des Jahres zu nehmen.')).language).toBe('de');
  });
});
