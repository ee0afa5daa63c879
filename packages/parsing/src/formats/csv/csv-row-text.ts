/**
 * A row as text, as a CSV file has it; without a separator, its cells stand between bars. Nothing when all cells are empty.
 *
 * Between two digits a space follows the comma: "30,12" would be read as one number.
 */
export function csvRowText(cells: readonly string[], separator?: ',' | ';'): string {
  const last = cells.findLastIndex((cell) => cell !== '');
  const shown = cells.slice(0, last + 1);
  if (separator === undefined) return shown.join(' | ').trim();
  return shown
    .map((cell) => quoted(cell, separator))
    .reduce((row, cell, index) => {
      if (index === 0) return cell;
      const wouldJoin = separator === ',' && /\d$/u.test(row) && /^[\d-]/u.test(cell);
      return `${row}${separator}${wouldJoin ? ' ' : ''}${cell}`;
    }, '');
}

function quoted(cell: string, separator: string): string {
  return cell.includes(separator) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
}
