import { auditWordsDe } from './audit-words-de.ts';
import { type AuditWords, auditWords } from './audit-words.ts';
import { useLanguage } from './language.tsx';

/** The words of the compliance desk: only its page loads them, so that the first page stays light. */
export function useAuditWords(): AuditWords {
  return useLanguage().language === 'de' ? auditWordsDe : auditWords;
}
