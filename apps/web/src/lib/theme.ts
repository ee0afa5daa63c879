import { readStored, writeStored } from './stored-value.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export function storedTheme(): Theme {
  const stored = readStored('theme');
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** Follows the system's theme while it is the choice. Returns what ends it. */
export function followSystemTheme(): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => applyTheme(storedTheme());
  system.addEventListener('change', follow);
  return () => system.removeEventListener('change', follow);
}

/** Shows the theme now and keeps it. `public/start.js` does the same before the first paint. */
export function applyTheme(theme: Theme): void {
  writeStored('theme', theme === 'system' ? null : theme);
  const isDark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}
