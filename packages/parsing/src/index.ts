export { checkParsedDocument } from './document/check-parsed-document.ts';
export { parseFile, type ParseInput } from './parse-file.ts';
export { type FileToParse, type ParserPool, type ParserPoolOptions, createParserPool } from './sandbox/parser-pool.ts';
export type { ParserLimits } from './sandbox/child-process.ts';
