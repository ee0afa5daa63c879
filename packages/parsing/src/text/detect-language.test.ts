import { expect, it } from 'vitest';
import { detectLanguage } from './detect-language.ts';

it.each([
  ['English', 'You have 30 days of vacation, and they are to be taken by the end of the year.', 'en'],
  ['German', 'Der Urlaub beträgt 30 Tage und ist bis zum Ende des Jahres zu nehmen.', 'de'],
  ['neither in French', 'Les congés sont de trente jours et doivent être pris avant la fin de l’année.', null],
  ['neither in a few words', 'Hello World', null],
  ['neither in nothing', '', null],
])('tells %s', (_rule, text, language) => {
  expect(detectLanguage(text)).toBe(language);
});
