/** Words about the search index and the model behind it, in English. */
export const indexWords = {
  alarm: (care: string, times: string) =>
    `The search index needs an administrator: ${care} failed ${times} times in a row. Search goes on. “carrel doctor --index” says more.`,
  care: {
    compact: 'compacting it',
    prune: 'removing its old versions',
    reconcile: 'comparing it with the database',
    remove: 'removing rows of replaced and deleted documents',
  },
};
export type IndexWords = typeof indexWords;
