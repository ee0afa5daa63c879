import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Copies what pdf.js loads at run time, so that it comes from the page's own origin: the worker, character maps, the
 * standard fonts, the image decoders and the colour profiles.
 */
export async function copyPdfAssets(target: string): Promise<void> {
  const source = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')));
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(join(source, 'build/pdf.worker.min.mjs'), join(target, 'worker.mjs'));
  for (const [from, to] of [
    ['cmaps', 'cmaps'],
    ['standard_fonts', 'fonts'],
    ['wasm', 'wasm'],
    ['iccs', 'profiles'],
  ] as const) {
    await cp(join(source, from), join(target, to), { recursive: true });
  }
}
