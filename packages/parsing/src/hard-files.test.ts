import { readFileSync } from 'node:fs';
import { isCarrelError } from '@carrel/core';
import { describe, expect, it } from 'vitest';
import { needsFile, sharedPath } from '../../../test/support/require.ts';
import { checkParsedDocument } from './document/check-parsed-document.ts';
import { detectMediaType } from './media-type.ts';
import { parseFile } from './parse-file.ts';

interface HardFile {
  readonly file: string;
  readonly expect: string;
  readonly snippet: string;
}

const isThere = needsFile('corpora', 'hard-files', 'manifest.csv');
const files = isThere ? readManifest(readFileSync(sharedPath('corpora', 'hard-files', 'manifest.csv'), 'utf8')) : [];

describe.runIf(isThere)('hard files', () => {
  it.each(files)('$file comes out as $expect', async ({ file, expect: expected, snippet }) => {
    const outcome = await outcomeOf(file);
    const wanted = wantedOutcome(expected, snippet);
    expect(wanted(outcome), JSON.stringify(outcome).slice(0, 400)).toBe(true);
  });

  it('the clause on page four is cited as on page four', async () => {
    const bytes = readFileSync(sharedPath('corpora', 'hard-files', 'pdf', 'blank-pages-between.pdf'));
    const document = await parseFile({ bytes, fileName: 'a.pdf', mediaType: 'application/pdf' });
    const block = document.blocks.find(({ span }) => document.text.slice(span.start, span.end).startsWith('Delta clause'));
    expect(block?.page).toBe(4);
  });
});

type Outcome = { readonly type: 'text'; readonly text: string } | { readonly type: 'failed'; readonly code: string };

async function outcomeOf(file: string): Promise<Outcome> {
  const bytes = readFileSync(sharedPath('corpora', 'hard-files', file));
  const detected = detectMediaType(bytes, file);
  if (detected.outcome === 'refused') return { type: 'failed', code: detected.code };
  try {
    const document = await parseFile({ bytes, fileName: file, mediaType: detected.mediaType });
    expect(checkParsedDocument(document)).toBeNull();
    return { type: 'text', text: document.text };
  } catch (error) {
    if (!isCarrelError(error)) throw error;
    return { type: 'failed', code: error.code };
  }
}

/** White space is the parser's affair. */
const squeezed = (text: string) => text.replaceAll(/\s+/gu, ' ');

function wantedOutcome(expected: string, snippet: string): (outcome: Outcome) => boolean {
  const has = (outcome: Outcome) => outcome.type === 'text' && squeezed(outcome.text).includes(squeezed(snippet));
  const failed =
    (...codes: string[]) =>
    (outcome: Outcome) =>
      outcome.type === 'failed' && codes.includes(outcome.code);
  if (/^(?:text|text-permission|ocr)$/u.test(expected)) return has;
  // It holds 50,000 merged ranges and not one word.
  if (expected === 'text-slow') return failed('EMPTY_TEXT');
  if (expected === 'bomb') return failed('CORRUPT_FILE', 'UNPACKED_TOO_LARGE');
  if (expected.startsWith('password')) return failed('ENCRYPTED');
  if (expected === 'empty' || expected === 'text-garbled') return failed('EMPTY_TEXT');
  if (expected === 'reject') return failed('CORRUPT_FILE');
  return expected === 'reject-or-partial' ? () => true : () => false;
}

/** The manifest quotes only fields that hold a comma. */
function readManifest(csv: string): HardFile[] {
  const [header = '', ...lines] = csv.trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map(
      (match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '',
    );
    const field = (name: string) => fields[names.indexOf(name)] ?? '';
    return { file: field('file'), expect: field('expect'), snippet: field('expected_snippet') };
  });
}
