/** Darker than this is ink; fewer dots than this share are dirt. */
const inkLevel = 160;
const minInkShare = 0.000_05;

/** A picture in shades of grey, as PNM; null when there is no ink on it. */
export function greyPicture({
  data,
  width,
  height,
}: {
  /** Red, green, blue and opacity of each dot. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}): Uint8Array | null {
  const head = Buffer.from(`P5\n${width} ${height}\n255\n`);
  const picture = Buffer.alloc(head.length + width * height);
  head.copy(picture);
  let ink = 0;
  for (let from = 0, to = head.length; from < data.length; from += 4, to += 1) {
    // Rec. 601 luma in 256ths.
    const grey = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
    picture[to] = grey;
    if (grey < inkLevel) ink += 1;
  }
  return ink < width * height * minInkShare ? null : picture;
}
