import { useLanguage } from './language.tsx';
import { firstRunWordsDe } from './first-run-words-de.ts';
import { type FirstRunWords, firstRunWords } from './first-run-words.ts';

/** The words of the first run: only its page loads them. */
export function useFirstRunWords(): FirstRunWords {
  return useLanguage().language === 'de' ? firstRunWordsDe : firstRunWords;
}
