/** Words of a document's versions, in English. */
export const versionWords = {
  title: 'Versions',
  version: (number: string) => `Version ${number}`,
  answers: 'answers now',
  replace: 'Replace with a new version',
  replacing: 'Uploading the new version',
  unchanged: 'The file has the same bytes as the newest version: nothing changes.',
  accepted: 'The new version is being read in. The old one answers until it is published.',
};
export type VersionWords = typeof versionWords;
