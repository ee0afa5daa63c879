import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';

const sentence = 'Die schöne Frau hat einen Kaffee mit Kuchen für 3 € gegessen. Äpfel, Öl und Übung gehören dazu, weiß der Bäcker. 🙂';
const latin = sentence.replace(' 🙂', '');

describe('decodeText', () => {
  it.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])('reads %s by its byte order mark', (encoding) => {
    expect(decodeText(iconv.encode(sentence, encoding, { addBOM: true })).text).toBe(sentence);
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'])('reads %s without a mark', (encoding) => {
    expect(decodeText(iconv.encode(sentence, encoding))).toEqual({ text: sentence, encoding, hasInvalidBytes: false });
  });

  it('guesses Windows-1252', () => {
    expect(decodeText(iconv.encode(latin, 'windows-1252')).text).toBe(latin);
  });

  it('guesses Shift_JIS and KOI8-R', () => {
    const japanese = 'これは日本語の文章です。休暇は三十日あります。会社の規則を読んでください。';
    const russian = 'Отпуск составляет тридцать дней. Пожалуйста, прочитайте правила компании.';
    expect(decodeText(iconv.encode(japanese, 'shift_jis')).text).toBe(japanese);
    expect(decodeText(iconv.encode(russian, 'koi8-r')).text).toBe(russian);
  });

  it('takes the declared encoding when the bytes are not UTF-8', () => {
    expect(decodeText(iconv.encode('Żółć', 'iso-8859-2'), 'iso-8859-2').text).toBe('Żółć');
  });

  it('does not believe a declaration against valid UTF-8', () => {
    expect(decodeText(Buffer.from('Äpfel'), 'windows-1252').text).toBe('Äpfel');
  });

  it('keeps UTF-8 with a broken byte, and says so', () => {
    const bytes = Buffer.concat([Buffer.from(sentence), Buffer.from([0xc3]), Buffer.from(' Ende')]);
    expect(decodeText(bytes)).toEqual({ text: `${sentence}\uFFFD Ende`, encoding: 'utf-8', hasInvalidBytes: true });
  });

  it('decodes nothing to nothing', () => {
    expect(decodeText(new Uint8Array()).text).toBe('');
  });
});
