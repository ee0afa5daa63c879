import type { Suggestion } from '@carrel/contract';
import type { DocumentOutline } from '@carrel/core';

/** What stands at the beginning or end of documents of every kind, and says nothing about this one. */
const emptyHeadings = new Set(
  [
    'introduction, overview, contents, table of contents, summary, purpose, scope, general, preface, appendix, annex, references, index, notes, history, change history, version history, contact, background, definitions, conclusion, title, untitled',
    'einleitung, überblick, übersicht, inhalt, inhaltsverzeichnis, zusammenfassung, zweck, geltungsbereich, allgemeines, vorwort, anhang, anlage, literatur, hinweise, änderungshistorie, kontakt, hintergrund, begriffe, fazit',
  ]
    .join(', ')
    .split(', '),
);
const topicChars = { least: 4, most: 80 };
/** `3.2 `, `§ 4 `, `IV. `, `Chapter 2: ` before a heading. */
const numbering =
  /^(?:(?:chapter|section|part|article|kapitel|abschnitt|teil|artikel)\s+)?(?:§+\s*)?(?:\d+(?:\.\d+)*|[ivxlc]+(?=\.))[.):]?\s+/i;

/**
 * Chooses what can be asked about: of each document one heading that says more than its title, documents of several
 * collections in turn. With another `seed` (the day) come other headings; with the same one the choice is the same.
 */
export function pickSuggestions(outlines: readonly DocumentOutline[], limit: number, seed: number): readonly Suggestion[] {
  const suggestions = outlines.map((outline, index) => suggestionOf(outline, seed + index));
  const ranked = [...suggestions.filter(({ topic }) => topic !== null), ...suggestions.filter(({ topic }) => topic === null)];
  return byTurns(ranked, ({ collectionName }) => collectionName).slice(0, limit);
}

function suggestionOf({ documentId, title, collectionName, mediaType, headings }: DocumentOutline, seed: number): Suggestion {
  const topics = [...new Set(headings.flat().flatMap((heading) => topicOf(heading, title)))];
  const topic = topics[seed % Math.max(1, topics.length)] ?? null;
  return { documentId, title, collectionName, mediaType, topic, isQuestion: topic?.endsWith('?') === true };
}

/** The heading without its number; nothing when it says no more than the title. */
function topicOf(heading: string, title: string): readonly string[] {
  const topic = heading.normalize('NFC').replaceAll(/\s+/g, ' ').trim().replace(numbering, '');
  const plain = topic.toLowerCase().replace(/[.:]$/, '');
  if (topic.length < topicChars.least || topic.length > topicChars.most || !/\p{L}{3}/u.test(topic)) return [];
  if (emptyHeadings.has(plain) || title.toLowerCase().includes(plain)) return [];
  return [topic.replace(/[.:]$/, '')];
}

/** One of each group in turn, groups and their members in their order. */
function byTurns<Item>(items: readonly Item[], groupOf: (item: Item) => string): readonly Item[] {
  const turns = new Map<string, number>();
  const placed = items.map((item, index) => {
    const turn = turns.get(groupOf(item)) ?? 0;
    turns.set(groupOf(item), turn + 1);
    return { item, turn, index };
  });
  return placed.toSorted((a, b) => a.turn - b.turn || a.index - b.index).map(({ item }) => item);
}
