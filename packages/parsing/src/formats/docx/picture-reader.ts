import type { ParsedDocument } from '@carrel/core';
import type { Ocr } from '../../ocr/ocr.ts';
import { maxPicturePixels, readPictureSize } from '../image/picture-size.ts';

/** Pictures of fewer pixels are icons and lines; beyond the number, a document is an album. */
const minPixels = 5_000;
const maxPictures = 100;
/** Photographs and logos give a few wrong words with little confidence. */
const minConfidence = 60;

const mark = (index: number) => `carrel-picture-${index}`;

/** Reads the words in a document's pictures, and puts them where the pictures stand. */
export interface PictureReader {
  /** Keeps a picture until it is read. @returns the address that marks its place in the page. */
  keep(picture: Uint8Array): string;
  /** The page with a paragraph of words in the place of each picture that holds some. */
  fill(html: string): Promise<string>;
  warnings(): ParsedDocument['warnings'];
}

export function createPictureReader(ocr: Ocr): PictureReader {
  const pictures: Uint8Array[] = [];
  let readCount = 0;

  const wordsOf = async (bytes: Uint8Array): Promise<string> => {
    const size = readPictureSize(bytes);
    const pixels = size === null ? 0 : size.width * size.height;
    if (!ocr.isOn || pixels < minPixels || pixels > maxPicturePixels) return '';
    const picture = await ocr.read(bytes);
    if (picture === null || picture.confidence < minConfidence) return '';
    const paragraphs = picture.paragraphs.map((lines) => lines.map((line) => line.words.map((word) => word.text).join(' ')).join(' '));
    readCount += 1;
    return paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('');
  };

  return {
    keep: (picture) => {
      if (pictures.length >= maxPictures) return '';
      return mark(pictures.push(picture) - 1);
    },
    fill: async (html) => {
      let filled = html;
      for (const [index, picture] of pictures.entries()) {
        const words = await wordsOf(picture);
        // An image is without text for whoever reads the page; its words end the paragraph that it stands in.
        if (words !== '') filled = filled.replace(new RegExp(`<img[^<>]*src="${mark(index)}"[^<>]*>`, 'u'), () => words);
      }
      return filled;
    },
    warnings: () => (readCount === 0 ? [] : [{ code: 'PICTURES_READ_BY_OCR' }]),
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
