import type { ParsedDocument } from '@carrel/core';
import type { Ocr } from '../../ocr/ocr.ts';
import { maxPicturePixels, readPictureSize } from './picture-size.ts';

/** Pictures of fewer pixels are icons and lines; beyond the number, a document is an album. */
const minPixels = 5_000;
const maxPictures = 100;
/** Photographs and logos give a few wrong words with little confidence. */
const minConfidence = 60;

/** Reads the words in the pictures of a document, as far as OCR is on and sure of them. */
export interface PictureWords {
  /** The paragraphs in a picture; none when it holds no words. */
  read(picture: Uint8Array): Promise<readonly string[]>;
  warnings(): ParsedDocument['warnings'];
}

export function createPictureWords(ocr: Ocr): PictureWords {
  let seen = 0;
  let withWords = 0;
  return {
    read: async (picture) => {
      const size = readPictureSize(picture);
      const pixels = size === null ? 0 : size.width * size.height;
      if (!ocr.isOn || seen >= maxPictures || pixels < minPixels || pixels > maxPicturePixels) return [];
      seen += 1;
      const found = await ocr.read(picture);
      if (found === null || found.confidence < minConfidence) return [];
      const paragraphs = found.paragraphs
        .map((lines) => lines.map((line) => line.words.map((word) => word.text).join(' ')).join(' '))
        .filter((text) => text.trim() !== '');
      if (paragraphs.length > 0) withWords += 1;
      return paragraphs;
    },
    warnings: () => (withWords === 0 ? [] : [{ code: 'PICTURES_READ_BY_OCR', count: withWords }]),
  };
}
