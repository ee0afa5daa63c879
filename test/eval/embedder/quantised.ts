/** Each row as signed bytes with a scale of its own. */
export function quantised(table: Float32Array, dimensions: number): { readonly scales: Float32Array; readonly vectors: Int8Array } {
  const rows = table.length / dimensions;
  const scales = new Float32Array(rows);
  const vectors = new Int8Array(table.length);
  for (let row = 0; row < rows; row += 1) {
    const values = table.subarray(row * dimensions, (row + 1) * dimensions);
    const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    scales[row] = greatest / 127;
    for (const [index, value] of values.entries())
      vectors[row * dimensions + index] = greatest === 0 ? 0 : Math.round((value / greatest) * 127);
  }
  return { scales, vectors };
}
