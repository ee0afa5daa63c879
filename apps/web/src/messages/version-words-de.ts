import type { VersionWords } from './version-words.ts';

/** Words of a document's versions, in German. */
export const versionWordsDe: VersionWords = {
  title: 'Fassungen',
  version: (number) => `Fassung ${number}`,
  answers: 'antwortet jetzt',
  replace: 'Durch eine neue Fassung ersetzen',
  replacing: 'Die neue Fassung wird hochgeladen',
  unchanged: 'Die Datei ist Byte für Byte die neueste Fassung: Es ändert sich nichts.',
  accepted: 'Die neue Fassung wird eingelesen. Bis sie veröffentlicht ist, antwortet die alte.',
};
