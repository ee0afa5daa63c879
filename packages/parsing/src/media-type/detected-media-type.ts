import type { FailureCode, MediaType } from '@carrel/core';

export type DetectedMediaType =
  | { readonly outcome: 'supported'; readonly mediaType: MediaType }
  | {
      readonly outcome: 'refused';
      readonly code: Extract<FailureCode, 'UNSUPPORTED_TYPE' | 'AMBIGUOUS_TYPE' | 'ENCRYPTED' | 'EMPTY_TEXT'>;
    };
