import papaparse from 'papaparse';

const candidates = [',', ';', '\t', '|'] as const;
const sampleRows = 50;
const sampleCharacters = 64 * 1024;

/** The separator by which most rows have the same number of cells, more than one; of several, the one of most cells. A comma if none. */
export function guessDelimiter(text: string): (typeof candidates)[number] {
  const sample = text.slice(0, sampleCharacters);
  let best: { readonly delimiter: (typeof candidates)[number]; readonly share: number; readonly cells: number } | null = null;
  for (const delimiter of candidates) {
    const { share, cells } = agreementOf(sample, delimiter);
    if (cells < 2) continue;
    if (best === null || share > best.share || (share === best.share && cells > best.cells)) best = { delimiter, share, cells };
  }
  return best?.delimiter ?? ',';
}

/** The most frequent number of cells in a row, and the share of rows that have it. */
function agreementOf(sample: string, delimiter: string): { readonly share: number; readonly cells: number } {
  const { data } = papaparse.parse<string[]>(sample, { delimiter, preview: sampleRows, skipEmptyLines: 'greedy' });
  const counts = new Map<number, number>();
  for (const row of data) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  const [cells = 0, rows = 0] = [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  return { share: rows / Math.max(1, data.length), cells };
}
