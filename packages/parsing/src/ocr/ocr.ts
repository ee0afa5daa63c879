import type { Box } from '../formats/pdf/text-run.ts';

/** A word as it was recognised; its box in pixels of the picture, origin at the top left. */
export interface OcrWord {
  readonly text: string;
  readonly box: Box;
  /** 0…100, as Tesseract gives it: its own belief, not a probability. */
  readonly confidence: number;
}

export interface OcrLine {
  readonly words: readonly OcrWord[];
  readonly box: Box;
  /** Where its letters stand, in pixels from the top. */
  readonly baseline: number;
  /** Height of its letters with what reaches above and below, in pixels. */
  readonly height: number;
}

export interface OcrPicture {
  /** Lines of one paragraph together, in the order of reading. */
  readonly paragraphs: readonly (readonly OcrLine[])[];
  /** Mean of the words' confidence, weighted by their length, 0…100; 0 when there are none. */
  readonly confidence: number;
}

/** Reads words in pictures. Loaded when the first picture comes; `close` ends its thread. */
export interface Ocr {
  /** False when reading is switched off: then `read` must not be called. */
  readonly isOn: boolean;
  /**
   * @param picture PNG, JPEG, WebP, BMP or PNM.
   * @returns null when the bytes are no picture that can be read.
   */
  read(picture: Uint8Array): Promise<OcrPicture | null>;
  close(): Promise<void>;
}
