import { describe, expect, it } from 'vitest';
import { hasWords } from './has-words.ts';

describe('hasWords', () => {
  it('wants every word, anywhere, in any case', () => {
    expect(hasWords('Theme: Dark', 'dark th')).toBe(true);
    expect(hasWords('Theme: Dark', 'dark light')).toBe(false);
  });

  it('reads letters without their marks', () => {
    expect(hasWords('Gespräche über Öl', 'gesprache ol')).toBe(true);
    expect(hasWords('Farben: Hell', 'färben')).toBe(true);
  });

  it('lets everything through while nothing is written', () => {
    expect(hasWords('Documents', '  ')).toBe(true);
  });
});
