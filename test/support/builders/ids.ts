import {
  chunkIdSchema,
  collectionIdSchema,
  documentIdSchema,
  policyIdSchema,
  sha256Schema,
  userIdSchema,
  versionIdSchema,
} from '../../../packages/core/src/index.ts';

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');

/** Ids by number: the same number is the same thing in every test. */
export const chunkId = (number: number) => chunkIdSchema.parse(`chk_${hex(number, 32)}`);
export const documentId = (number: number) => documentIdSchema.parse(`doc_${hex(number, 32)}`);
export const versionId = (number: number) => versionIdSchema.parse(`dv_${hex(number, 32)}`);
export const collectionId = (number: number) => collectionIdSchema.parse(`col_${hex(number, 32)}`);
export const policyId = (number: number) => policyIdSchema.parse(`pol_${hex(number, 32)}`);
export const userId = (number: number) => userIdSchema.parse(`usr_${hex(number, 32)}`);
export const sha256 = (number: number) => sha256Schema.parse(hex(number, 64));
