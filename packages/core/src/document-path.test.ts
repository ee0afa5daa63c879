import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameOf, normalisePath } from './document-path.ts';

describe('normalisePath', () => {
  it.each([
    ['a.txt', 'a.txt'],
    ['/people/./leave.pdf', 'people/leave.pdf'],
    ['people\\leave.pdf', 'people/leave.pdf'],
    ['C:\\people\\leave.pdf', 'C:/people/leave.pdf'],
    ['people//leave.pdf/', 'people/leave.pdf'],
    [' people / leave.pdf ', 'people/leave.pdf'],
    ['u\u0308ber.txt', '\u00fcber.txt'],
    ['日本語/文書.md', '日本語/文書.md'],
  ])('%j is the place %j', (sent, place) => {
    expect(normalisePath(sent)).toBe(place);
  });

  it.each([
    '',
    '/',
    '.',
    '..',
    '../etc/passwd',
    'a/../../b',
    'a\\..\\b',
    'a\u0000.txt',
    'a\nb.txt',
    'invoice\u202efdp.exe',
    'a\ud800.txt',
    'x'.repeat(256),
    'a/'.repeat(600),
  ])('refuses %j', (sent) => {
    expect(normalisePath(sent)).toBeNull();
  });

  it('gives one name to one place: normalising again changes nothing, and no segment leads upwards', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (sent) => {
        const place = normalisePath(sent);
        if (place === null) return;
        expect(normalisePath(place)).toBe(place);
        expect(place.split('/')).not.toContain('..');
        expect(place.startsWith('/')).toBe(false);
      }),
    );
  });
});

describe('fileNameOf', () => {
  it('is the last segment', () => {
    expect(fileNameOf('people/leave.pdf')).toBe('leave.pdf');
    expect(fileNameOf('leave.pdf')).toBe('leave.pdf');
  });
});
