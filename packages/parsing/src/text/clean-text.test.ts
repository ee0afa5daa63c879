import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanCode, cleanProse, hardBreak } from './clean-text.ts';

describe('cleanProse', () => {
  it.each([
    ['joins a word with a soft hyphen', 'Ver\u00ADsiche\u00AD\n  rung', 'Versicherung'],
    ['writes ligatures as letters', 'e\uFB03cient \uFB02oor', 'efficient floor'],
    ['drops NUL and other control characters', 'a\u0000b\u0007c', 'abc'],
    ['collapses every kind of white space', '  a\u00A0\u3000b\r\n\tc ', 'a b c'],
    ['keeps breaks that the document asks for', `one ${hardBreak} two`, 'one\ntwo'],
    ['composes accents', 'Mu\u0308nster', 'Münster'],
    ['replaces a lone surrogate', 'a\uD800b', 'a\uFFFDb'],
    ['keeps emoji made of several characters', '👩‍🔬 ❤️', '👩‍🔬 ❤️'],
    ['drops characters that hide text', 'a\u{E0041}\u{E0042}\u202Eb', 'ab'],
    ['keeps fractions and superscripts', '½ m²', '½ m²'],
  ])('%s', (_rule, text, clean) => {
    expect(cleanProse(text)).toBe(clean);
  });

  it('gives well-formed text that is clean already', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 0xd7ff, max: 0xe000 }), (text, unit) => {
        const clean = cleanProse(`${text}${String.fromCharCode(unit)}${text}`);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanProse(clean)).toBe(clean.replaceAll('\n', ' '));
        expect(clean).toBe(clean.trim());
      }),
    );
  });
});

describe('cleanCode', () => {
  it('keeps lines and indentation, and drops blank lines at both ends', () => {
    expect(cleanCode('\r\n\r\n  if (a) {\r\n\n    b();  \r\n  }\n\n')).toBe('  if (a) {\n\n    b();\n  }');
  });
});
