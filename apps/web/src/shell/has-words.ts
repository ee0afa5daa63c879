/** Whether every word of the query stands somewhere in the text, whatever its case and accents. */
export function hasWords(text: string, query: string): boolean {
  const plain = withoutMarks(text);
  return withoutMarks(query)
    .split(/\s+/)
    .every((word) => plain.includes(word));
}

function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
}
