/** A block of a sample source: the small part of Markdown that the sample documents use. */
export type SourceBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'page-break' }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

export interface SampleSource {
  readonly title: string;
  /** Where the document goes, below `sample-knowledge-base/`. */
  readonly place: string;
  readonly blocks: readonly SourceBlock[];
}

export function readSource(markdown: string): SampleSource {
  const match = /^---\n(?<head>[\s\S]*?)\n---\n(?<body>[\s\S]*)$/.exec(markdown);
  const head = match?.groups?.['head'] ?? '';
  const body = match?.groups?.['body'] ?? '';
  return {
    title: headValue(head, 'title'),
    place: headValue(head, 'place'),
    blocks: body
      .trim()
      .split(/\n{2,}/)
      .map(readBlock),
  };
}

function headValue(head: string, name: string): string {
  const line = head.split('\n').find((candidate) => candidate.startsWith(`${name}: `));
  if (line === undefined) throw new Error(`A sample source has no "${name}" in its front matter.`);
  return line.slice(name.length + 2);
}

function readBlock(text: string): SourceBlock {
  if (text === '\\page') return { kind: 'page-break' };
  const heading = /^(#+) (.*)$/.exec(text);
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' };
  if (!text.startsWith('|')) return { kind: 'paragraph', text: text.replaceAll('\n', ' ') };
  const rows = text
    .split('\n')
    .filter((line) => !/^\|[\s|-]+\|$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return { kind: 'table', rows };
}
