import { describe, expect, it } from 'vitest';
import { outlineOf } from './outline-of.ts';

describe('outlineOf', () => {
  it('lists headings by their depth below the highest one, and leaves out what is no heading or empty', () => {
    const text = 'Leave\nSome words\nPaid\nleave\n  \nUnpaid';
    const at = (part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });
    expect(
      outlineOf({
        text,
        blocks: [
          { kind: 'heading', level: 2, ...at('Leave') },
          { kind: 'paragraph', ...at('Some words') },
          { kind: 'heading', level: 3, ...at('Paid\nleave') },
          { kind: 'heading', level: 3, ...at('  ') },
          { kind: 'heading', level: 2, ...at('Unpaid') },
        ],
      }).map(({ depth, text: heading }) => [depth, heading]),
    ).toEqual([
      [0, 'Leave'],
      [1, 'Paid leave'],
      [0, 'Unpaid'],
    ]);
  });

  it('is empty where a document has no headings', () => {
    expect(outlineOf({ text: 'a', blocks: [{ kind: 'paragraph', start: 0, end: 1 }] })).toEqual([]);
  });
});
