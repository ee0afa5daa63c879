import type { PictureWords } from '../image/picture-words.ts';

/** As many as are kept at most; fewer are read. */
const maxKept = 500;

const mark = (index: number) => `carrel-picture-${index}`;

/** Reads the words in a document's pictures, and puts them where the pictures stand. */
export interface PictureReader {
  /** Keeps a picture until it is read. @returns the address that marks its place in the page. */
  keep(picture: Uint8Array): string;
  /** The page with a paragraph of words in the place of each picture that holds some. */
  fill(html: string): Promise<string>;
}

export function createPictureReader(words: PictureWords): PictureReader {
  const pictures: Uint8Array[] = [];
  return {
    keep: (picture) => (pictures.length >= maxKept ? '' : mark(pictures.push(picture) - 1)),
    fill: async (html) => {
      let filled = html;
      for (const [index, picture] of pictures.entries()) {
        const paragraphs = (await words.read(picture)).map((text) => `<p>${escaped(text)}</p>`).join('');
        // An image is without text for whoever reads the page; its words end the paragraph that it stands in.
        if (paragraphs !== '') filled = filled.replace(new RegExp(`<img[^<>]*src="${mark(index)}"[^<>]*>`, 'u'), () => paragraphs);
      }
      return filled;
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
