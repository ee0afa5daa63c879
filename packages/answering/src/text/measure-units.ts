const synonyms: Readonly<Record<string, string>> = {
  percent: '%', prozent: '%', pct: '%', $: 'usd', usd: 'usd', dollar: 'usd', dollars: 'usd', '€': 'eur', eur: 'eur', euro: 'eur', euros: 'eur',
  '£': 'gbp', gbp: 'gbp', chf: 'chf', pln: 'pln', zł: 'pln', '¥': 'jpy', '%': '%', '°': '°', '°c': '°', '℃': '°',
  day: 'day', days: 'day', tag: 'day', tage: 'day', tagen: 'day', tages: 'day', d: 'day',
  week: 'week', weeks: 'week', woche: 'week', wochen: 'week',
  month: 'month', months: 'month', monat: 'month', monate: 'month', monaten: 'month', monats: 'month',
  year: 'year', years: 'year', jahr: 'year', jahre: 'year', jahren: 'year', jahres: 'year',
  hour: 'hour', hours: 'hour', hr: 'hour', hrs: 'hour', h: 'hour', stunde: 'hour', stunden: 'hour',
  minute: 'minute', minutes: 'minute', min: 'minute', mins: 'minute', minuten: 'minute',
  second: 'second', seconds: 'second', sec: 'second', secs: 'second', sekunde: 'second', sekunden: 'second',
  am: 'am', pm: 'pm', uhr: 'uhr',
  km: 'km', kilometre: 'km', kilometres: 'km', kilometer: 'km', kilometers: 'km', kilometern: 'km', mile: 'mile', miles: 'mile',
  m: 'm', metre: 'm', metres: 'm', meter: 'm', meters: 'm', metern: 'm', cm: 'cm', mm: 'mm', nm: 'nm',
  kg: 'kg', kilogram: 'kg', kilograms: 'kg', kilogramm: 'kg', g: 'g', gram: 'g', grams: 'g', gramm: 'g', lb: 'lb', lbs: 'lb',
  kb: 'kb', mb: 'mb', gb: 'gb', tb: 'tb', v: 'volt', volt: 'volt', w: 'watt', watt: 'watt',
}; // prettier-ignore

/** The unit that a word or sign in lower case names, in one spelling ("weeks", "Wochen" → `week`); null: it names none. */
export function measureUnit(word: string): string | null {
  return Object.hasOwn(synonyms, word) ? (synonyms[word] ?? null) : null;
}
