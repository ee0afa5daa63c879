import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { Format } from '../lib/format.ts';
import { createFormat } from '../lib/format.ts';
import { readStored, writeStored } from '../lib/stored-value.ts';
import type { Messages } from './en.ts';
import { en } from './en.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;
/** `auto`: as the browser asks. */
export type LanguageChoice = Language | 'auto';

interface Catalogue {
  readonly language: Language;
  readonly messages: Messages;
}
const english: Catalogue = { language: 'en', messages: en };

/** English is in the page; another catalogue is loaded by those who read it. */
async function loadCatalogue(language: Language): Promise<Catalogue> {
  return language === 'en' ? english : { language, messages: (await import('./de.ts')).de };
}

interface LanguageValue {
  readonly language: Language;
  readonly choice: LanguageChoice;
  readonly choose: (choice: LanguageChoice) => void;
  readonly messages: Messages;
  readonly format: Format;
}

const LanguageContext = createContext<LanguageValue | null>(null);

/** The first of the browser's languages that there is a catalogue of. */
function languageOf(choice: LanguageChoice): Language {
  if (choice !== 'auto') return choice;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'en' || tag === 'de');
  return wanted === 'de' ? 'de' : 'en';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [choice, setChoice] = useState<LanguageChoice>('auto');
  const [{ language, messages }, setCatalogue] = useState(english);

  const show = useCallback((next: LanguageChoice) => {
    setChoice(next);
    // A catalogue that can't be loaded leaves the words as they are: they are still words.
    loadCatalogue(languageOf(next)).then(setCatalogue, () => undefined);
  }, []);

  // The exported page is in English; the choice is known only in the browser.
  useEffect(() => {
    const stored = readStored('language');
    show(stored === 'en' || stored === 'de' ? stored : 'auto');
  }, [show]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const value = useMemo<LanguageValue>(
    () => ({
      language,
      choice,
      choose: (next) => {
        writeStored('language', next === 'auto' ? null : next);
        show(next);
      },
      messages,
      format: createFormat(language === 'de' ? 'de-DE' : 'en-GB', { now: messages.common.now }),
    }),
    [language, messages, choice, show],
  );

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
