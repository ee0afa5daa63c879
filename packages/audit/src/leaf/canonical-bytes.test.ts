import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalBytes, canonicalText, isCanonical } from './canonical-bytes.ts';

/** RFC 8785 once more, written from its text: the two have nothing in common but the specification. */
function referenceText(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  // §3.2.2.3: as ECMAScript writes numbers.
  if (typeof value === 'number') return String(Object.is(value, -0) ? 0 : value);
  if (typeof value === 'string') return referenceString(value);
  if (Array.isArray(value)) return `[${value.map(referenceText).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError('not JSON');
  // §3.2.3: members sorted by the UTF-16 code units of their names.
  const members = Object.entries(value).toSorted(([left], [right]) => compareUnits(left, right));
  return `{${members.map(([name, member]) => `${referenceString(name)}:${referenceText(member)}`).join(',')}}`;
}

function compareUnits(left: string, right: string): number {
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = left.charCodeAt(at) - right.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** §3.2.2.2 */
function referenceString(text: string): string {
  const short = new Map([
    [8, '\\b'],
    [9, '\\t'],
    [10, '\\n'],
    [12, '\\f'],
    [13, '\\r'],
    [34, '\\"'],
    [92, '\\\\'],
  ]);
  let out = '"';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    out += short.get(unit) ?? (unit < 0x20 ? `\\u${unit.toString(16).padStart(4, '0')}` : text.charAt(at));
  }
  return `${out}"`;
}

describe('canonicalText', () => {
  test('gives the bytes of the example in RFC 8785 §3.2', () => {
    const example = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalText(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts members by UTF-16 code units, as in the example of RFC 8785 §3.2.3', () => {
    const example = {
      '€': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '😀': 'Emoji',
      '\u0080': 'Control',
      ö: 'O',
    };
    const names = ['\r', '1', '\u0080', 'ö', '€', '😀', '\ufb33'] as const;
    expect(canonicalText(example)).toBe(`{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(example[name])}`).join(',')}}`);
  });

  test('agrees with a second implementation on any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(canonicalText(value)).toBe(referenceText(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is the same for every order of members, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalText(reversed)).toBe(canonicalText(value));
        expect(canonicalText(JSON.parse(canonicalText(value)))).toBe(canonicalText(value));
      }),
    );
  });

  test.each(['\ud800', 'a\udc00b', '\udc00\ud800'])('refuses a lone surrogate (%j) in a value and in a name', (text) => {
    expect(() => canonicalText({ a: text })).toThrow();
    expect(() => canonicalText({ [text]: 1 })).toThrow();
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined])('refuses %s', (value) => {
    expect(() => canonicalText(value)).toThrow();
  });

  test('is encoded as UTF-8', () => {
    expect(Buffer.from(canonicalBytes({ a: '€😀' })).toString('hex')).toBe(Buffer.from('{"a":"€😀"}', 'utf8').toString('hex'));
  });
});

describe('isCanonical', () => {
  test('says of any text what making the canonical form anew would say', () => {
    const text = fc
      .jsonValue()
      .chain((value) => fc.constantFrom(canonicalText(value), JSON.stringify(value), JSON.stringify(value, null, 1)));
    fc.assert(
      fc.property(text, (written) => {
        const value: unknown = JSON.parse(written);
        expect(isCanonical(written, value)).toBe(canonicalText(value) === written);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['{"a":1,"b":2}', true],
    ['{"b":2,"a":1}', false],
    ['[{"a":[{"d":1,"c":2}]}]', false],
    ['{"a":1.0}', false],
    ['{"a":1,"a":1}', false],
    ['{"a":"\\u0061"}', false],
    [' {"a":1}', false],
    ['{"2":1,"10":2}', false],
    ['{"10":2,"2":1}', true],
    ['{"a":"\\n\\u000f"}', true],
  ])('%s: %s', (written, expected) => {
    expect(canonicalText(JSON.parse(written)) === written).toBe(expected);
    expect(isCanonical(written, JSON.parse(written))).toBe(expected);
  });

  test('a text with a lone surrogate is not canonical, written out or escaped', () => {
    for (const written of ['{"a":"\\ud800"}', '{"a":"\ud800"}']) expect(isCanonical(written, JSON.parse(written))).toBe(false);
  });
});
