import type { RecordWords } from './record-words.ts';

/** Words of checking a record, in German. */
export const recordWordsDe: RecordWords = {
  check: 'Prüfen',
  checking: 'Wird geprüft …',
  failed: 'Der Nachweis konnte nicht geholt werden',
  inLog: (seq, size) => `Eintrag ${seq} steht im Protokoll: Ein Prüfpunkt über ${size} Einträge deckt seine Prüfsumme.`,
  signed: 'Der Prüfpunkt ist unterschrieben von',
  sameTexts: 'Frage und Antwort sind Wort für Wort die festgehaltenen.',
  textsWithheld: 'Der Text der Antwort wurde nicht verglichen: Eines ihrer Dokumente dürfen Sie nicht mehr lesen.',
  first: 'Dieser Browser sieht das Protokoll zum ersten Mal. Von jetzt an bemerkt er, wenn darin etwas geändert oder entfernt wird.',
  grown: (time, size) => `Seit dieser Browser zuletzt nachgesehen hat (${time}, ${size} Einträge), ist das Protokoll nur gewachsen.`,
  rewritten: (time, size) =>
    `Das Protokoll ist nicht das, das dieser Browser am ${time} gesehen hat: Einer seiner ersten ${size} Einträge wurde geändert oder entfernt.`,
  otherKey: (time) => `Das Protokoll ist mit einem anderen Schlüssel unterschrieben als am ${time}.`,
  whatToDo: 'Bewahren Sie den Beleg auf, und zeigen Sie dies der Stelle, die für die Einhaltung der Regeln zuständig ist.',
  limits:
    'Geprüft von diesem Browser, mit einem Programm, das von diesem Carrel kam. Der Beleg lässt sich ohne Carrel prüfen, auf jedem Rechner.',
  notHere:
    'Dieser Browser kann hier keine Unterschriften prüfen: Er muss Ed25519 kennen, und die Seite muss über https kommen. Bewahren Sie den Beleg auf: Er lässt sich auf jedem Rechner prüfen.',
  problems: {
    'not-in-log': 'Dieser Eintrag steht nicht in dem Protokoll, das der Prüfpunkt unterschreibt.',
    'not-signed': 'Der Prüfpunkt ist nicht mit dem Schlüssel des Protokolls unterschrieben.',
    'other-answer': 'Der Nachweis gehört zu einer anderen Antwort.',
    'other-text': 'Was hier steht, ist nicht das, was festgehalten wurde.',
  },
};
