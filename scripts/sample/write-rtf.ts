import { writeFile } from 'node:fs/promises';
import type { SampleSource, SourceBlock } from './read-source.ts';

/** Writes a source as Rich Text Format, with headings by style and tables. */
export async function writeRtf(source: SampleSource, path: string): Promise<void> {
  const head = String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2\outlinelevel1 heading 2;}}`;
  const body = source.blocks.map(blockOf).join('\n');
  await writeFile(path, `${head}{\\info{\\title ${rtfText(source.title)}}}\n${body}\n}\n`);
}

function blockOf(block: SourceBlock): string {
  switch (block.kind) {
    case 'heading': {
      const level = Math.min(2, block.level);
      return `\\pard\\s${level}\\outlinelevel${level - 1}\\b\\fs${36 - level * 6} ${rtfText(block.text)}\\b0\\par`;
    }
    case 'paragraph':
      return `\\pard\\plain\\fs22\\sa160 ${rtfText(block.text)}\\par`;
    case 'page-break':
      return String.raw`\page`;
    case 'table':
      return block.rows.map(rowOf).join('\n');
  }
}

function rowOf(cells: readonly string[]): string {
  const edges = cells.map((_cell, index) => `\\cellx${(index + 1) * 2800}`).join('');
  return `\\trowd${edges}\\pard\\plain\\intbl\\fs22 ${cells.map((cell) => `${rtfText(cell)}\\cell`).join(' ')}\\row`;
}

/** RTF is ASCII; all else is written by its number, with a question mark for readers that do not know it. */
function rtfText(text: string): string {
  return text
    .replaceAll(/[\\{}]/g, String.raw`\$&`)
    .replaceAll(/[^\u0020-\u007e]/g, (unit) => `\\u${unit.charCodeAt(0) > 32_767 ? unit.charCodeAt(0) - 65_536 : unit.charCodeAt(0)}?`);
}
