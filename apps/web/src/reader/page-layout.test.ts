import { expect, test } from 'vitest';
import { nextZoom, pageGapPx, scaleOf, zoomSteps } from './page-layout.ts';

test('at zoom 1 the widest page fills the pane', () => {
  const scale = scaleOf(
    [
      { width: 595, height: 842 },
      { width: 842, height: 595 },
    ],
    900,
    1,
  );
  expect(842 * scale + 2 * pageGapPx).toBeCloseTo(900);
});

test('a small page is never blown up beyond twice its size', () => {
  expect(scaleOf([{ width: 100, height: 100 }], 1200, 1)).toBe(2);
});

test('zooming stops at the ends', () => {
  expect(nextZoom(1, 1)).toBe(1.25);
  expect(nextZoom(1, -1)).toBe(0.8);
  expect(nextZoom(zoomSteps[0], -1)).toBe(zoomSteps[0]);
  expect(nextZoom(3, 1)).toBe(3);
});
