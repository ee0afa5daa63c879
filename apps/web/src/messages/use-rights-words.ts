import { useLanguage } from './language.tsx';
import { rightsWordsDe } from './rights-words-de.ts';
import { type RightsWords, rightsWords } from './rights-words.ts';

/** The words of people and rights: only the pages that use them load them, so that the first page stays light. */
export function useRightsWords(): RightsWords {
  return useLanguage().language === 'de' ? rightsWordsDe : rightsWords;
}
