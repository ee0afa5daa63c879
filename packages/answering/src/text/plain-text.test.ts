import { describe, expect, it } from 'vitest';
import { toPlainText, withoutInvisible, withoutLinks } from './plain-text.ts';

describe('withoutLinks', () => {
  it.each([
    ['See [the policy](https://evil.example/?q=secret).', 'See the policy.', 1, 0],
    ['![chart](https://evil.example/x.png) Text', ' Text', 0, 1],
    ['![a][b] and [c][d]', ' and c', 1, 1],
    ['<https://evil.example> here', ' here', 1, 0],
    ['Sixteen weeks [1]. And [2, 3].', 'Sixteen weeks [1]. And [2, 3].', 0, 0],
    ['Not a link [yet](', 'Not a link [yet](', 0, 0],
  ])('%s', (text, plain, links, images) => {
    expect(withoutLinks(text)).toEqual({ text: plain, linksRemoved: links, imagesRemoved: images });
  });
});

describe('toPlainText', () => {
  it.each([
    ['- **Up to** `16` weeks', 'Up to 16 weeks'],
    ['## Leave', 'Leave'],
    ['1. First item', 'First item'],
    ['31. März ist der letzte Tag', '31. März ist der letzte Tag'],
    ['> _quoted_ text', 'quoted text'],
    ['<b onclick="x()">Bold</b><script src="y">', 'Bold'],
    ['| Germany | 30 |', 'Germany | 30'],
    ['snake_case and 2*3 stay', 'snake_case and 2*3 stay'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
  ])('%s', (text, plain) => {
    expect(toPlainText(text)).toBe(plain);
  });

  it('ends in time on text made to be slow', () => {
    const startedAt = performance.now();
    for (const text of ['['.repeat(50_000), '<a'.repeat(50_000), '![[]('.repeat(20_000), '* '.repeat(50_000), '#'.repeat(50_000)]) {
      toPlainText(withoutLinks(text).text);
    }
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});

describe('withoutInvisible', () => {
  it('takes out what shows nothing and keeps the rest', () => {
    expect(withoutInvisible('ig\u200bnore\u{e0041}\u202e this\ufeff 🎄 日本')).toBe('ignore this 🎄 日本');
  });
});
