import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';

/** Of what was seen: small enough that how a machine smooths letters does not matter, large enough that a moved part does. */
const scale = 0.2;
/** Of 255, per channel: a pixel that differs more is another one. */
const pixelTolerance = 36;
/** Of all pixels. */
export const shareTolerance = 0.015;

const comparisonSchema = z.object({ seen: z.string(), share: z.number().nullable() });

/**
 * Compares what the page looks like with a small picture of how it looked when somebody last said that it is right. The fonts
 * are the page's own, so that machines differ in smoothing alone, which a fifth of the size does not show.
 *
 * `CARREL_UPDATE_LOOKS=1` keeps what is seen as right; a picture that is not there yet is kept, too, unless `CARREL_REQUIRE=all`.
 */
export function createLookBook(context: BrowserContext, folder: string) {
  const isUpdate = process.env['CARREL_UPDATE_LOOKS'] === '1';
  const pathOf = (name: string) => join(folder, `${name}.png`);
  let desk: Page | undefined;

  async function look(page: Page, known: string | null) {
    const shot = (await page.screenshot()).toString('base64');
    // A page of its own: the policy of Carrel's pages would not let pictures of this kind in.
    desk ??= await context.newPage();
    const input = JSON.stringify({ shot, known, scale, pixelTolerance });
    const compared = comparisonSchema.parse(await desk.evaluate(`(${compare})(${input})`));
    await page.bringToFront();
    return compared;
  }

  return {
    /** The share of pixels, 0…1, in which the page differs from its picture; 1 when it has another size. */
    async difference(page: Page, name: string): Promise<number> {
      const { share } = await look(page, await readFile(pathOf(name), 'base64'));
      return share ?? 1;
    },
    /** Fails, and lets the test go on, when the page differs from its picture in more than the tolerance. */
    async expectSame(page: Page, name: string): Promise<void> {
      const path = pathOf(name);
      if (isUpdate || !existsSync(path)) {
        if (!isUpdate && process.env['CARREL_REQUIRE'] === 'all')
          throw new Error(`There is no picture of ${name}: make it with CARREL_UPDATE_LOOKS=1, and look at it.`);
        await mkdir(folder, { recursive: true });
        await writeFile(path, Buffer.from((await look(page, null)).seen, 'base64'));
        return;
      }
      const { seen, share } = await look(page, await readFile(path, 'base64'));
      const isSame = share !== null && share <= shareTolerance;
      if (!isSame) await writeFile(join(folder, `${name}.seen.png`), Buffer.from(seen, 'base64'));
      expect.soft(share ?? 1, `share of pixels in which ${name} differs from ${path}`).toBeLessThanOrEqual(shareTolerance);
    },
  };
}
export type LookBook = ReturnType<typeof createLookBook>;

/** Runs in the browser, so it is text: draws both pictures small, counts the pixels that differ. */
const compare = `async ({ shot, known, scale, pixelTolerance }) => {
  const blobOf = (base64) => new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' });
  const draw = async (base64, factor) => {
    const whole = await createImageBitmap(blobOf(base64));
    const [width, height] = [Math.round(whole.width * factor), Math.round(whole.height * factor)];
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.imageSmoothingQuality = 'high';
    context.drawImage(whole, 0, 0, width, height);
    return { canvas, width, height, data: context.getImageData(0, 0, width, height).data };
  };
  const now = await draw(shot, scale);
  const bytes = new Uint8Array(await (await now.canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  const seen = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  if (known === null) return { seen, share: null };
  const before = await draw(known, 1);
  if (before.width !== now.width || before.height !== now.height) return { seen, share: null };
  let different = 0;
  for (let at = 0; at < now.data.length; at += 4)
    if ([0, 1, 2].some((channel) => Math.abs(now.data[at + channel] - before.data[at + channel]) > pixelTolerance)) different += 1;
  return { seen, share: different / (now.width * now.height) };
}`;
