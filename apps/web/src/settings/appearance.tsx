import { useEffect, useState } from 'react';
import type { Theme } from '../lib/theme.ts';
import { applyTheme, storedTheme, themes } from '../lib/theme.ts';
import type { LanguageChoice } from '../messages/language.tsx';
import { languages, useLanguage } from '../messages/language.tsx';
import { Segmented } from '../ui/segmented.tsx';

/** Language and theme; both are kept on this machine. */
export function Appearance() {
  const { messages, choice, choose } = useLanguage();
  const words = messages.settings;
  const [theme, setTheme] = useState<Theme>('system');
  useEffect(() => setTheme(storedTheme()), []);
  const languageOptions: readonly { readonly value: LanguageChoice; readonly text: string }[] = [
    { value: 'auto', text: words.languageAuto },
    { value: 'en', text: languages.en },
    { value: 'de', text: languages.de },
  ];
  return (
    <div className="grid grid-cols-1 items-center gap-x-6 gap-y-3 tablet:grid-cols-[140px_auto]">
      <span className="text-soft">{words.language}</span>
      <div>
        <Segmented label={words.language} value={choice} options={languageOptions} onChange={choose} />
      </div>
      <span className="text-soft">{words.theme}</span>
      <div>
        <Segmented
          label={words.theme}
          value={theme}
          options={themes.map((one) => ({ value: one, text: words.themes[one] }))}
          onChange={(next) => {
            setTheme(next);
            applyTheme(next);
          }}
        />
      </div>
    </div>
  );
}
