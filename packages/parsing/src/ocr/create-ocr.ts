import { createLazy } from '@carrel/core';
import { languageFolder, readLanguageData } from './language-data.ts';
import type { Ocr, OcrLine, OcrPicture } from './ocr.ts';

/** The parts of Tesseract's answer that are used. */
interface TesseractLine {
  readonly text: string;
  readonly bbox: TesseractBox;
  readonly baseline: TesseractBox;
  readonly rowAttributes: { readonly rowHeight: number };
  readonly words: readonly { readonly text: string; readonly confidence: number; readonly bbox: TesseractBox }[];
}
interface TesseractBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}
interface TesseractBlock {
  readonly paragraphs: readonly { readonly lines: readonly TesseractLine[] }[];
}

interface TesseractWorker {
  recognize(
    image: Buffer,
    options: Readonly<Record<string, never>>,
    output: { readonly blocks: true; readonly text: false },
  ): Promise<{ readonly data: { readonly blocks: readonly TesseractBlock[] | null } }>;
  terminate(): Promise<unknown>;
}

/**
 * Reads words in pictures with Tesseract, compiled to WebAssembly: what a picture can break in it stays in there. Its models
 * come from packages beside Carrel's own code; nothing is fetched or kept.
 *
 * @param onRead is called after each picture: the reading goes on.
 */
export function createOcr({ languages, onRead }: { readonly languages: readonly string[]; readonly onRead: () => void }): Ocr {
  const tesseract = createLazy(() => startWorker(languages));
  return {
    isOn: languages.length > 0,
    read: async (picture) => {
      const worker = await tesseract.get();
      const recognised = await worker
        .recognize(Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength), {}, { blocks: true, text: false })
        // Tesseract rejects with a string, or the error of a picture that it cannot decode.
        .catch(() => null);
      onRead();
      return recognised === null ? null : toPicture(recognised.data.blocks ?? []);
    },
    close: async () => {
      await (await tesseract.peek()?.catch(() => null))?.terminate();
    },
  };
}

/**
 * Each language is a package of its own, and Tesseract.js reads all from one folder: so it loads the first, is given the
 * others as files, and starts anew with all. That it counts them as loaded is told by the array that it keeps.
 */
async function startWorker(languages: readonly string[]): Promise<TesseractWorker> {
  const { createWorker, OEM } = await import('tesseract.js');
  const [first = '', ...others] = languages;
  const loaded = [first];
  const worker = await createWorker(loaded, OEM.LSTM_ONLY, {
    langPath: languageFolder(first),
    gzip: true,
    cacheMethod: 'none',
    errorHandler: () => {},
  });
  for (const code of others) {
    await worker.FS('writeFile', [`./${code}.traineddata`, readLanguageData(code)]);
    loaded.push(code);
  }
  if (others.length > 0) await worker.reinitialize(languages.join('+'), OEM.LSTM_ONLY);
  return worker;
}

/** Below this a word is more likely a line, a logo or dirt than a word. */
const minWordConfidence = 30;

function toPicture(blocks: readonly TesseractBlock[]): OcrPicture {
  const paragraphs = blocks
    .flatMap((block) => block.paragraphs)
    .map((paragraph) => paragraph.lines.map(toLine).filter((line) => line.words.length > 0))
    .filter((lines) => lines.length > 0);
  const words = paragraphs.flat().flatMap((line) => line.words);
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  const confidence = words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / Math.max(1, letters);
  return { paragraphs, confidence: Math.round(confidence) };
}

function toLine({ bbox, baseline, rowAttributes, words }: TesseractLine): OcrLine {
  return {
    words: words
      .filter((word) => word.confidence >= minWordConfidence && word.text.trim() !== '')
      .map((word) => ({ text: word.text.trim(), box: word.bbox, confidence: word.confidence })),
    box: bbox,
    baseline: (baseline.y0 + baseline.y1) / 2,
    height: rowAttributes.rowHeight > 0 ? rowAttributes.rowHeight : bbox.y1 - bbox.y0,
  };
}
