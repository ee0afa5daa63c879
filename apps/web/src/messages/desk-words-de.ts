import type { DeskWords } from './desk-words.ts';

/** Words of the command palette, of sharing, and of what the lists and the reader offer beyond looking, in German. */
export const deskWordsDe: DeskWords = {
  palette: {
    title: 'Gehen, finden, tun',
    placeholder: 'Eine Seite, ein Dokument, ein Gespräch, ein Befehl',
    open: 'Finden oder tun',
    none: 'Nichts passt zu diesen Wörtern.',
    ask: (text) => `„${text}“ fragen`,
    search: (text) => `Nach „${text}“ suchen`,
    groups: { text: 'Mit diesen Wörtern', pages: 'Gehen zu', documents: 'Dokumente', conversations: 'Gespräche', commands: 'Tun' },
    theme: (name) => `Farben: ${name}`,
    language: (name) => `Sprache: ${name}`,
    hint: '↑ ↓ wählen, Enter öffnet, Esc schließt',
  },
  keys: { palette: 'Seite, Dokument oder Befehl finden' },
};
