const browsers = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /(Chrome|Chromium|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;
const systems = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows NT\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** Browser and system as people call them; what a program says of itself when it is none that is known. Null: nothing. */
export function deviceName(userAgent: string | null): { readonly browser: string; readonly system: string | null } | null {
  if (userAgent === null || userAgent === '') return null;
  const browser = browsers.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? userAgent.split(/[ /(]/)[0] ?? userAgent;
  return { browser, system: systems.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? null };
}
