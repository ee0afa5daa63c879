import { Keyboard, Languages, ListChecks, LogOut, Settings, SunMoon } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useMe } from '../api/identity-queries.ts';
import { applyTheme, themes } from '../lib/theme.ts';
import type { Language } from '../messages/language.tsx';
import { languages, useLanguage } from '../messages/language.tsx';
import { useAddress } from './use-address.ts';
import { useSignOut } from './use-sign-out.ts';

export interface PaletteCommand {
  readonly text: string;
  readonly icon: LucideIcon;
  readonly run: () => void;
}

const languageNames: readonly Language[] = ['en', 'de'];

/** What the palette can do, beside leading somewhere. */
export function usePaletteCommands(onKeys: () => void): readonly PaletteCommand[] {
  const { messages, choose } = useLanguage();
  const address = useAddress();
  const signOut = useSignOut();
  const isAdmin = useMe().data?.roles.includes('admin') === true;
  const words = messages.desk.palette;
  return [
    ...themes.map((theme) => ({ text: words.theme(messages.settings.themes[theme]), icon: SunMoon, run: () => applyTheme(theme) })),
    ...languageNames.map((language) => ({ text: words.language(languages[language]), icon: Languages, run: () => choose(language) })),
    ...(isAdmin ? [{ text: messages.desk.firstSteps.title, icon: ListChecks, run: () => address.go('/setup') }] : []),
    { text: messages.nav.settings, icon: Settings, run: () => address.go('/settings') },
    { text: messages.nav.keys, icon: Keyboard, run: onKeys },
    { text: messages.nav.signOut, icon: LogOut, run: signOut },
  ];
}
