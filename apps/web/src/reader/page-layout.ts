/** Points. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** Space between pages, and above the first, in CSS pixels. */
export const pageGapPx = 14;

export const zoomSteps = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3] as const;

/** CSS pixels for a point, so that the widest page fills the pane at zoom 1; a page is never blown up beyond twice its size. */
export function scaleOf(sizes: readonly PageSize[], paneWidthPx: number, zoom: number): number {
  const widest = Math.max(1, ...sizes.map((size) => size.width));
  return Math.min(2, Math.max(0.1, (paneWidthPx - 2 * pageGapPx) / widest)) * zoom;
}

/** The zoom one step further in the direction; the same at the end. */
export function nextZoom(zoom: number, step: 1 | -1): number {
  const candidates = step === 1 ? zoomSteps.filter((value) => value > zoom) : zoomSteps.filter((value) => value < zoom).toReversed();
  return candidates[0] ?? zoom;
}
