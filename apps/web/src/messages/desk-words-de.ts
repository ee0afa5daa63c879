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
  keys: { palette: 'Seite, Dokument oder Befehl finden', find: 'Wörter im offenen Dokument finden' },
<<<<<<< HEAD
  differ: {
    title: 'Die Dokumente sagen Verschiedenes',
    kinds: {
      number: 'Sie nennen verschiedene Zahlen:',
      date: 'Sie nennen verschiedene Daten:',
      negation: 'Eines sagt ja, das andere nein:',
    },
    hint: 'Carrel weiß nicht, welches gilt: Sehen Sie nach ihrem Datum, oder fragen Sie, wer sie betreut.',
  },
  validity: {
    superseded: (by) => `Ersetzt durch ${by}`,
    notYet: (day) => `Gilt ab ${day}`,
    reviewDue: (day) => `War bis ${day} zu überprüfen`,
=======
  searchedFor: (query) => `Gesucht wurde nach „${query}“`,
  sourceDate: { of: (day) => `vom ${day}`, newer: (day) => `eine neuere Version antwortet, vom ${day}` },
  readOnly: {
    reasons: {
      DATABASE_UNAVAILABLE:
        'Carrel lässt sich lesen, nicht ändern oder fragen: Seine Datenbank nimmt nichts an. Der Betrieb muss danach sehen.',
      AUDIT_UNAVAILABLE:
        'Carrel lässt sich lesen, nicht ändern oder fragen: Sein Log lässt sich nicht schreiben, und ohne Aufzeichnung geschieht nichts. Der Betrieb muss danach sehen.',
      DISK_FULL: 'Neue Dokumente werden nicht angenommen: Der Datenträger ist fast voll. Lesen, Suchen und Fragen gehen weiter.',
      INGEST_STOPPED: 'Neue Dokumente warten: Ihr Leser steht und wird von selbst neu gestartet.',
    },
  },
  allAbout: 'Alles über dieses Dokument',
  suggested: {
    label: 'Aus den Dokumenten, die Sie lesen dürfen',
    document: (title) => `Was steht in „${title}“?`,
    topic: (title, topic) => `Was sagt „${title}“ zu „${topic}“?`,
  },
  firstSteps: {
    title: 'Erste Schritte',
    body: 'Modelle, erste Dokumente, eine erste Frage: Was beim ersten Mal ausgelassen wurde, lässt sich jederzeit nachholen.',
    open: 'Erste Schritte öffnen',
    company: 'Firma',
>>>>>>> main
  },
  editing: { change: 'Frage ändern', label: 'Die geänderte Frage' },
  sharing: {
    share: 'Teilen',
    shared: 'Geteilt',
    title: 'Diese Antwort teilen',
    body: 'Der Link öffnet sich für alle, die angemeldet sind und alle Dokumente hinter dieser Antwort lesen dürfen. Andere finden dort nichts. Jedes Öffnen wird aufgezeichnet.',
    link: 'Link zu dieser Antwort',
    make: 'Link erstellen',
    end: 'Teilen beenden',
    screen: 'Eine geteilte Antwort',
    askedBy: (name) => `Gefragt von ${name}`,
    askedByYou: 'Von Ihnen gefragt',
    askYourself: 'Selbst fragen',
    toConversation: 'Gespräch öffnen',
    goneTitle: 'Hinter diesem Link ist keine Antwort',
    goneBody: 'Sie wird nicht mehr geteilt, ihr Gespräch wurde gelöscht, oder sie stützt sich auf Dokumente, die Sie nicht lesen dürfen.',
  },
  find: {
    label: 'In diesem Dokument finden',
    place: (n, total) => `${n} von ${total}`,
    none: 'nicht gefunden',
    previous: 'Vorige Stelle',
    next: 'Nächste Stelle',
    close: 'Suche beenden',
    outline: 'Gliederung',
  },
  selection: {
    label: 'Die gewählten Dokumente',
    choose: (title) => `${title} wählen`,
    chosen: (documents) => `${documents} gewählt`,
    working: (n) => `${n} erledigt`,
    retry: (n) => `${n} noch einmal versuchen`,
    clear: 'Nichts wählen',
    deleteTitle: (documents) => `${documents} löschen?`,
    deleteBody:
      'Sie verschwinden mit allen Fassungen und Stellen sofort aus Suche und Antworten und lassen sich nicht zurückholen. Antworten, die sich auf sie stützen, werden zurückgehalten; ihre Aufzeichnungen bleiben im Protokoll.',
  },
  facets: {
    label: 'Ergebnisse eingrenzen',
    collection: 'Sammlung',
    type: 'Art',
    changed: 'Geändert',
    sort: 'Sortieren',
    clear: 'Zurücksetzen',
    periods: { day: 'letzter Tag', week: 'letzte 7 Tage', month: 'letzte 30 Tage', year: 'letztes Jahr' },
    sorts: { relevance: 'Passendstes zuerst', newest: 'Neuestes zuerst', title: 'nach Titel' },
    noneTitle: 'Mit diesen Filtern bleibt nichts übrig',
    noneBody: 'Es gibt Stellen, die zu den Wörtern passen, aber keine in dem, was oben gewählt ist.',
  },
};
