/** Languages whose word forms full-text search can reduce to stems. */
export const searchLanguages = ['en', 'de'] as const;
export type SearchLanguage = (typeof searchLanguages)[number];
