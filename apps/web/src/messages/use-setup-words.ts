import { useLanguage } from './language.tsx';
import { setupWordsDe } from './setup-words-de.ts';
import { type SetupWords, setupWords } from './setup-words.ts';

/** The words of the first run: only its page loads them. */
export function useSetupWords(): SetupWords {
  return useLanguage().language === 'de' ? setupWordsDe : setupWords;
}
