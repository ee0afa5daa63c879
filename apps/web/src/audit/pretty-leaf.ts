/** The leaf's JSON with line breaks, for reading; what can't be read as JSON is shown as it is. The exact text is what is copied. */
export function prettyLeaf(leaf: string): string {
  try {
    return JSON.stringify(JSON.parse(leaf), null, 2);
  } catch {
    return leaf;
  }
}
