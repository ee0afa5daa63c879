export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** trust.md §4.1: a picture with more is not decoded, whatever its file's size. */
export const maxPicturePixels = 50_000_000;

/** The size of a picture as it is shown, told by its header; null when the header does not say it. */
export function readPictureSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = isPng(view)
    ? pngSize(view)
    : isBmp(view)
      ? bmpSize(view)
      : view.byteLength > 2 && view.getUint16(0) === 0xffd8
        ? jpegSize(bytes, view)
        : webpSize(view);
  return size !== null && size.width > 0 && size.height > 0 ? size : null;
}

const pngSignature = 0x89504e47;

function isPng(view: DataView): boolean {
  return view.byteLength >= 24 && view.getUint32(0) === pngSignature;
}

function pngSize(view: DataView): PictureSize {
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function isBmp(view: DataView): boolean {
  return view.byteLength >= 26 && view.getUint16(0) === 0x424d;
}

/** Rows from the top have a negative height. */
function bmpSize(view: DataView): PictureSize {
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** Start of frame, of any kind but the tables between them (ITU T.81, table B.1). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function jpegSize(bytes: Uint8Array, view: DataView): PictureSize | null {
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return isTurned(bytes) ? { width: height, height: width } : { width, height };
    }
    // A fill byte; markers without a segment.
    if (marker === 0xff) at += 1;
    else at += marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8) ? 2 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Orientations 5 to 8 lie on their side; Tesseract looks for the tag in the same way, and sets the picture upright. */
function isTurned(bytes: Uint8Array): boolean {
  const orientation = /1 18 0 3 0 0 0 1 0 (\d)/u.exec(bytes.slice(0, 500).join(' '))?.[1];
  return orientation !== undefined && Number(orientation) >= 5;
}

/** @see https://developers.google.com/speed/webp/docs/riff_container and RFC 6386 §9.1 */
function webpSize(view: DataView): PictureSize | null {
  if (view.byteLength < 30) return null;
  const kind = String.fromCharCode(view.getUint8(12), view.getUint8(13), view.getUint8(14), view.getUint8(15));
  if (kind === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind !== 'VP8X') return null;
  const at = (offset: number) => view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
  return { width: at(24) + 1, height: at(27) + 1 };
}
