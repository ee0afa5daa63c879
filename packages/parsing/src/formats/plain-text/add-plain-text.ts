import type { DocumentBuilder } from '../../document/document-builder.ts';
import { hardBreak } from '../../text/clean-text.ts';
import { joinOf, knownWordsOf, type KnownWords } from '../../text/join-lines.ts';

/** Adds plain text by its paragraphs, headings and lists. @returns the heading that it begins with, if it does. */
export function addPlainText(builder: DocumentBuilder, text: string): string | null {
  const lines = text.split(/\r\n?|[\n\u0085\u2028\u2029\f]/u).map((line) => line.trimEnd());
  const known = knownWordsOf(lines);
  let title: string | null = null;
  for (const [index, paragraph] of paragraphsOf(lines).entries()) {
    const heading = headingOf(paragraph);
    if (heading !== null && index === 0) title = heading.text;
    if (heading !== null) builder.add({ kind: 'heading', level: heading.level, text: heading.text });
    addParagraph(builder, heading === null ? paragraph : paragraph.slice(2), known);
  }
  return title;
}

function paragraphsOf(lines: readonly string[]): string[][] {
  const paragraphs: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === '') paragraphs.push([]);
    else paragraphs.at(-1)?.push(line);
  }
  return paragraphs.filter((paragraph) => paragraph.length > 0);
}

/** A line underlined with `===` or `---`, as typists have always done it. */
function headingOf([text, underline]: readonly string[]): { readonly text: string; readonly level: number } | null {
  if (text === undefined || underline === undefined || text.length > 120) return null;
  const mark = /^\s*(={3,}|-{3,}|~{3,})\s*$/u.exec(underline)?.[1]?.charAt(0);
  return mark === undefined || !/[\p{L}\p{N}]/u.test(text) ? null : { text, level: mark === '=' ? 1 : 2 };
}

const itemStart = /^(\s*)(?:[-*•–+]\s+|(\(?(?:\d{1,3}|\p{Ll})[.)])\s+)(?=\S)/u;

function addParagraph(builder: DocumentBuilder, lines: readonly string[], known: KnownWords): void {
  if (lines.length === 0) return;
  const items = lines.some((line) => itemStart.test(line)) ? itemsOf(lines) : null;
  if (items === null) {
    builder.add({ kind: 'paragraph', text: joinWrapped(lines, known) });
    return;
  }
  let isAfterItem = false;
  for (const item of items) {
    if (item.isItem) addItem(builder, item.lines, { known, isContinued: isAfterItem });
    else builder.add({ kind: 'paragraph', text: joinWrapped(item.lines, known) });
    isAfterItem = item.isItem;
  }
}

function addItem(
  builder: DocumentBuilder,
  lines: readonly string[],
  { known, isContinued }: { readonly known: KnownWords; readonly isContinued: boolean },
): void {
  const [first = '', ...rest] = lines;
  const [marker = '', indent = '', number = ''] = itemStart.exec(first) ?? [];
  const text = joinWrapped([first.slice(marker.length), ...rest], known);
  builder.add({ kind: 'list-item', level: 1 + Math.min(5, Math.floor(indent.length / 2)), text: `${number} ${text}`, isContinued });
}

/** Lines before the first item are a paragraph; lines after one belong to it. */
function itemsOf(lines: readonly string[]): { readonly lines: string[]; readonly isItem: boolean }[] {
  const items: { readonly lines: string[]; readonly isItem: boolean }[] = [];
  for (const line of lines) {
    const isItem = itemStart.test(line);
    const last = items.at(-1);
    if (isItem || last === undefined) items.push({ lines: [line], isItem });
    else last.lines.push(line);
  }
  return items;
}

/** Wrapped text has lines of some length, none much longer than the others. */
const minWrappedCharacters = 40;
const minFilledShare = 0.6;

/** Lines that a program wrapped are joined; where the lines are the author's, each stays one. */
function joinWrapped(lines: readonly string[], known: KnownWords): string {
  const trimmed = lines.map((line) => line.trim());
  const longest = trimmed.reduce((length, line) => Math.max(length, line.length), 0);
  const isFilled = trimmed.slice(0, -1).filter((line) => line.length >= longest * minFilledShare).length >= (trimmed.length - 1) * 0.8;
  const isWrapped =
    trimmed.length > 1 && longest >= minWrappedCharacters && longest <= 200 && isFilled && !trimmed.some((line) => /\t|\s{3,}/u.test(line));
  if (!isWrapped) return trimmed.join(hardBreak);
  return trimmed
    .map((line, index) => {
      const next = trimmed[index + 1];
      if (next === undefined) return line;
      const joint = joinOf(line, next, known);
      return `${joint.text}${joint.glue}`;
    })
    .join('');
}
