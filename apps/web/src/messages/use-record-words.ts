import { useLanguage } from './language.tsx';
import { recordWordsDe } from './record-words-de.ts';
import { type RecordWords, recordWords } from './record-words.ts';

/** The words of checking a record: only a record that is opened loads them. */
export function useRecordWords(): RecordWords {
  return useLanguage().language === 'de' ? recordWordsDe : recordWords;
}
