/** Words that are frequent in one of the languages and are no words of the other. */
const stopWords: Readonly<Record<'en' | 'de', ReadonlySet<string>>> = {
  en: new Set(
    'the of and to is that for with as are be this from by or on at not which it you have can if your will we they has been their our all more should'.split(
      ' ',
    ),
  ),
  de: new Set(
    'der die das und ist nicht mit von zu den auf für ein eine einen des dem im sich auch als wird werden oder bei nach sind es sie wenn zum zur einer durch kann über'.split(
      ' ',
    ),
  ),
};

const sampleCharacters = 40_000;
const minimumHits = 3;
/** Share of words that are stop words of the language: 0.3 and more in prose, about 0.1 in tables and lists. */
const minimumShare = 0.05;
/** How much more frequent than in the other language. Names of things in English are frequent in German text. */
const minimumLead = 1.5;

/**
 * The language of a text by its most frequent words, as BCP 47 primary subtag; null when it is neither of the two known
 * ones, mixed, or too short to say.
 */
export function detectLanguage(text: string): 'en' | 'de' | null {
  const words =
    text
      .slice(0, sampleCharacters)
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const count = (language: 'en' | 'de') => words.filter((word) => stopWords[language].has(word)).length;
  const [english, german] = [count('en'), count('de')];
  const [language, hits, others] = english >= german ? (['en', english, german] as const) : (['de', german, english] as const);
  return hits >= minimumHits && hits / words.length >= minimumShare && hits >= others * minimumLead ? language : null;
}
