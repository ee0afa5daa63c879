import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';

const fromPdfParse = createRequire(createRequire(import.meta.url).resolve('pdf-parse'));
GlobalFonts.registerFromPath(fromPdfParse.resolve('pdfjs-dist/standard_fonts/LiberationSans-Regular.ttf'), 'Test Sans');

export interface PictureOptions {
  readonly width?: number;
  readonly height?: number;
  /** Of the letters, in pixels. */
  readonly size?: number;
}

function draw(lines: readonly string[], { width = 1240, height = 600, size = 42 }: PictureOptions) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#111';
  context.font = `${size}px "Test Sans"`;
  for (const [index, line] of lines.entries()) context.fillText(line, 100, 120 + index * size * 1.5);
  return canvas;
}

/** A PNG file that shows these lines. */
export function aPictureOf(lines: readonly string[], options: PictureOptions = {}): Buffer {
  return draw(lines, options).toBuffer('image/png');
}

/** The dots of the same picture: red, green, blue, opacity. */
export function dotsOf(lines: readonly string[], options: PictureOptions = {}) {
  const canvas = draw(lines, options);
  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
}

export function aPhotographOf(lines: readonly string[], options: PictureOptions = {}): Buffer {
  return draw(lines, options).toBuffer('image/jpeg', 90);
}

/** A PDF file of A4 pages without a text layer, each a picture of its lines; a page of no lines is blank paper. */
export function aScannedPdfFile(pages: readonly (readonly string[])[]): Buffer {
  const objects: Buffer[] = [];
  const add = (body: string, data: Buffer = Buffer.alloc(0)) => {
    objects.push(Buffer.concat([Buffer.from(body), data, Buffer.from(data.length > 0 ? '\nendstream' : '')]));
  };
  add('<</Type/Catalog/Pages 2 0 R>>');
  add(`<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_page, index) => `${3 + index * 3} 0 R`).join(' ')}]>>`);
  for (const [index, lines] of pages.entries()) {
    const at = 3 + index * 3;
    const picture = draw(lines, { width: 1240, height: 1754 }).toBuffer('image/jpeg', 90);
    const content = Buffer.from('595 0 0 842 0 0 cm /I Do');
    add(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I ${at + 1} 0 R>>>>/Contents ${at + 2} 0 R>>`);
    add(
      `<</Type/XObject/Subtype/Image/Width 1240/Height 1754/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length ${picture.length}>>\nstream\n`,
      picture,
    );
    add(`<</Length ${content.length}>>\nstream\n`, content);
  }
  return withTable(objects);
}

function withTable(objects: readonly Buffer[]): Buffer {
  const parts = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let size = parts[0]?.length ?? 0;
  for (const [index, body] of objects.entries()) {
    offsets.push(size);
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    parts.push(part);
    size += part.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${size}\n%%EOF`;
  return Buffer.concat([...parts, Buffer.from(end)]);
}
