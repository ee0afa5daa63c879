/**
 * The linear map from inputs to targets with the least squared error: `map[row]` gives component `row` of the target. A small ridge
 * keeps it away from directions that the inputs hardly have.
 */
export function fitLinear(inputs: readonly Float32Array[], targets: readonly Float32Array[], ridge: number): readonly Float64Array[] {
  const [width, height] = [inputs[0]?.length ?? 0, targets[0]?.length ?? 0];
  // Normal equations, with the right sides beside the matrix: [XᵀX + ridge | XᵀY].
  const rows = Array.from({ length: width }, (_, row) => {
    const values = new Float64Array(width + height);
    values[row] = ridge;
    return values;
  });
  for (const [index, input] of inputs.entries()) {
    const target = targets[index];
    if (target === undefined) continue;
    for (const [row, values] of rows.entries()) {
      const factor = input[row] ?? 0;
      addScaled(values, factor, input, 0);
      addScaled(values, factor, target, width);
    }
  }
  eliminate(rows);
  return Array.from({ length: height }, (_, component) =>
    Float64Array.from(rows, (values, row) => (values[width + component] ?? 0) / (values[row] || 1)),
  );
}

function addScaled(sums: Float64Array, factor: number, values: Float32Array, offset: number): void {
  for (let index = 0; index < values.length; index += 1) sums[offset + index] = (sums[offset + index] ?? 0) + factor * (values[index] ?? 0);
}

/** Gauss-Jordan without pivoting: the matrix is positive definite. */
function eliminate(rows: readonly Float64Array[]): void {
  for (const [pivot, pivotRow] of rows.entries()) {
    for (const [row, values] of rows.entries()) {
      const factor = row === pivot ? 0 : (values[pivot] ?? 0) / (pivotRow[pivot] || 1);
      if (factor === 0) continue;
      for (let column = pivot; column < values.length; column += 1)
        values[column] = (values[column] ?? 0) - factor * (pivotRow[column] ?? 0);
    }
  }
}
