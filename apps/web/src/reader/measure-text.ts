import type { MeasureText } from './line-boxes.ts';

/** Measures with a usual book face: letters differ in width much the same way in every face. */
export function createMeasureText(): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return (text) => text.length;
  context.font = '32px serif';
  return (text) => context.measureText(text).width;
}
