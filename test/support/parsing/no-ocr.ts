import { createOcr } from '../../../packages/parsing/src/ocr/create-ocr.ts';

/** OCR that is switched off. */
export const noOcr = createOcr({ languages: [], onRead: () => {} });
