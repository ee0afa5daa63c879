import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { Format } from '../lib/format.ts';
import { createFormat } from '../lib/format.ts';
import { readStored, writeStored } from '../lib/stored-value.ts';
import { de } from './de.ts';
import type { Messages } from './en.ts';
import { en } from './en.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;
/** `auto`: as the browser asks. */
export type LanguageChoice = Language | 'auto';

const catalogues: Readonly<Record<Language, Messages>> = { en, de };

interface LanguageValue {
  readonly language: Language;
  readonly choice: LanguageChoice;
  readonly choose: (choice: LanguageChoice) => void;
  readonly messages: Messages;
  readonly format: Format;
}

const LanguageContext = createContext<LanguageValue | null>(null);

function languageOf(choice: LanguageChoice): Language {
  if (choice !== 'auto') return choice;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('de')) && !navigator.languages[0]?.toLowerCase().startsWith('en')
    ? 'de'
    : 'en';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [choice, setChoice] = useState<LanguageChoice>('auto');
  const [language, setLanguage] = useState<Language>('en');

  // The exported page is in English; the choice is known only in the browser.
  useEffect(() => {
    const stored = readStored('language');
    const kept: LanguageChoice = stored === 'en' || stored === 'de' ? stored : 'auto';
    setChoice(kept);
    setLanguage(languageOf(kept));
  }, []);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const value = useMemo<LanguageValue>(() => {
    const messages = catalogues[language];
    return {
      language,
      choice,
      choose: (next) => {
        writeStored('language', next === 'auto' ? null : next);
        setChoice(next);
        setLanguage(languageOf(next));
      },
      messages,
      format: createFormat(language === 'de' ? 'de-DE' : 'en-GB', { now: messages.common.now }),
    };
  }, [language, choice]);

  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageValue {
  const value = useContext(LanguageContext);
  if (!value) throw new TypeError('useLanguage was called outside LanguageProvider');
  return value;
}

export function useMessages(): Messages {
  return useLanguage().messages;
}

export function useFormat(): Format {
  return useLanguage().format;
}
