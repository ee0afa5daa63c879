export { checkParsedDocument } from './document/check-parsed-document.ts';
export { defaultOcrLanguages, hasLanguageData } from './ocr/language-data.ts';
export { parseFile } from './parse-file.ts';
export type { ParseInput } from './read-document.ts';
export {
  createParserPool,
  type ParserLimit,
  type ParserPool,
  type ParserPoolDeps,
  type ParserPoolOptions,
} from './sandbox/create-parser-pool.ts';
export type { ParserIsolation } from './sandbox/launch-prefix.ts';
export type { FileToParse, ParserLimits } from './sandbox/start-parser-child.ts';
export { detectMediaType } from './media-type.ts';
