import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

/** The colours of a theme, by name. */
function coloursOf(selector: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

const themes = { light: coloursOf(':root'), dark: new Map([...coloursOf(':root'), ...coloursOf(":root[data-theme='dark']")]) };

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const inks = ['ink', 'ink-soft', 'ink-faint', 'accent', 'danger'];
const grounds = ['desk', 'paper', 'sheet'];
const pairs: readonly (readonly [ink: string, ground: string])[] = [
  ...inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
  ['on-accent', 'accent-ground'],
  ['accent', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['ink-soft', 'accent-soft'],
  ['ink-faint', 'accent-soft'],
  ['on-marker', 'marker'],
  ['ink', 'marker-soft'],
  ['ink-faint', 'marker-soft'],
  ['ink', 'danger-soft'],
  ['danger', 'danger-soft'],
  ['ink', 'hover'],
  ['ink-soft', 'hover'],
  ['ink-faint', 'hover'],
  ['ink-soft', 'line'],
];

test.each(Object.entries(themes))('every ink can be read on every ground in the %s theme', (_name, colours) => {
  const weak = pairs
    .map(([ink, ground]) => ({ ink, ground, contrast: contrast(colours.get(ink) ?? '#000000', colours.get(ground) ?? '#000000') }))
    .filter((pair) => pair.contrast < 4.5)
    .map((pair) => `${pair.ink} on ${pair.ground}: ${pair.contrast.toFixed(2)}`);
  expect(weak).toEqual([]);
});
