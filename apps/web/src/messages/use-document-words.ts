import { documentWordsDe } from './document-words-de.ts';
import { type DocumentWords, documentWords } from './document-words.ts';
import { useLanguage } from './language.tsx';

/** The words of a document's page: only that page loads them. */
export function useDocumentWords(): DocumentWords {
  return useLanguage().language === 'de' ? documentWordsDe : documentWords;
}
