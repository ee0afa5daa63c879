/** English and German words for numbers. A word that is also an article or a pronoun ("one", "eine") is not here. */
const units: Readonly<Record<string, number>> = {
  zero: 0, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, thirteen: 13,
  fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19, dozen: 12,
  null: 0, eins: 1, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, sieben: 7, acht: 8, neun: 9, zehn: 10, elf: 11, zwölf: 12, dreizehn: 13,
  vierzehn: 14, fünfzehn: 15, sechzehn: 16, siebzehn: 17, achtzehn: 18, neunzehn: 19, dutzend: 12,
}; // prettier-ignore
const tens: Readonly<Record<string, number>> = {
  twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90,
  zwanzig: 20, dreißig: 30, dreissig: 30, vierzig: 40, fünfzig: 50, sechzig: 60, siebzig: 70, achtzig: 80, neunzig: 90,
}; // prettier-ignore
const scales: Readonly<Record<string, number>> = {
  hundred: 100, thousand: 1000, million: 1e6, millions: 1e6, billion: 1e9, billions: 1e9, k: 1000, bn: 1e9,
  hundert: 100, tausend: 1000, millionen: 1e6, mio: 1e6, milliarde: 1e9, milliarden: 1e9, mrd: 1e9,
}; // prettier-ignore
const ordinals: Readonly<Record<string, number>> = {
  first: 1, second: 2, third: 3, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8, ninth: 9, tenth: 10, eleventh: 11, twelfth: 12,
  erste: 1, zweite: 2, dritte: 3, vierte: 4, fünfte: 5, sechste: 6, siebte: 7, achte: 8, neunte: 9, zehnte: 10,
}; // prettier-ignore

/** What a word in lower case says in numbers. `tens` can take a following `unit` ("twenty" "five"). */
export type NumberWord = { readonly type: 'unit' | 'tens' | 'scale' | 'ordinal'; readonly value: number };

export function numberWord(word: string): NumberWord | null {
  const lists = [['unit', units], ['tens', tens], ['scale', scales]] as const; // prettier-ignore
  for (const [type, list] of lists) {
    const value = Object.hasOwn(list, word) ? list[word] : undefined;
    if (value !== undefined) return { type, value };
  }
  return ordinalWord(word) ?? germanCompound(word);
}

/** "first", and "erste", "ersten", "erster", "erstes", "erstem". */
function ordinalWord(word: string): NumberWord | null {
  for (const form of [word, word.replace(/(?<=e)[nrsm]$/u, '')]) {
    const value = Object.hasOwn(ordinals, form) ? ordinals[form] : undefined;
    if (value !== undefined) return { type: 'ordinal', value };
  }
  return null;
}

/** "einundzwanzig", "fünfunddreißig". */
function germanCompound(word: string): NumberWord | null {
  const [ones = '', ten = '', rest] = word.split('und');
  if (rest !== undefined || !Object.hasOwn(tens, ten)) return null;
  const value = ones === 'ein' ? 1 : Object.hasOwn(units, ones) ? units[ones] : undefined;
  return value === undefined || value > 9 ? null : { type: 'unit', value: value + (tens[ten] ?? 0) };
}
