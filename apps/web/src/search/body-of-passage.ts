/** A passage without the headings that it begins with: they stand above it already. */
export function bodyOfPassage(text: string, headings: readonly string[]): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !headings.includes(line.trim()));
  return first <= 0 ? text : lines.slice(first).join('\n');
}
