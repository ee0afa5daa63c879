import type { IndexWords } from './index-words.ts';

/** Words about the search index and the model behind it, in German. */
export const indexWordsDe: IndexWords = {
  alarm: (care, times) =>
    `Der Suchindex braucht eine Administratorin oder einen Administrator: ${care} ist ${times}-mal nacheinander fehlgeschlagen. Die Suche läuft weiter. „carrel doctor --index“ sagt mehr.`,
  care: {
    compact: 'das Verdichten',
    prune: 'das Entfernen alter Stände',
    reconcile: 'der Vergleich mit der Datenbank',
    remove: 'das Entfernen der Einträge ersetzter und gelöschter Dokumente',
  },
};
