/**
 * The `count` directions in which the vectors spread most, each of length 1, best first: eigenvectors of the matrix of second
 * moments (not centred, since cosines are compared), by orthogonal iteration.
 */
export function principalAxes(vectors: readonly Float32Array[], count: number): readonly Float64Array[] {
  const dimensions = vectors[0]?.length ?? 0;
  const moments = Array.from({ length: dimensions }, () => new Float64Array(dimensions));
  for (const vector of vectors) {
    for (let row = 0; row < dimensions; row += 1) {
      const moment = moments[row];
      const value = vector[row] ?? 0;
      if (moment === undefined || value === 0) continue;
      for (let column = 0; column < dimensions; column += 1) moment[column] = (moment[column] ?? 0) + value * (vector[column] ?? 0);
    }
  }
  let axes: readonly Float64Array[] = Array.from({ length: count }, (_, axis) =>
    Float64Array.from({ length: dimensions }, (_value, index) => Math.sin((axis + 1) * (index + 1) * 1.7)),
  );
  for (let round = 0; round < rounds; round += 1)
    axes = orthonormal(axes.map((axis) => Float64Array.from(moments, (row) => dot(row, axis))));
  return axes;
}

const rounds = 30;

function orthonormal(vectors: readonly Float64Array[]): readonly Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = Float64Array.from(vector);
    for (const axis of done) {
      const share = dot(rest, axis);
      for (let index = 0; index < rest.length; index += 1) rest[index] = (rest[index] ?? 0) - share * (axis[index] ?? 0);
    }
    const norm = Math.sqrt(dot(rest, rest)) || 1;
    done.push(rest.map((value) => value / norm));
  }
  return done;
}

export function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

/** A vector in the coordinates of the axes, at length 1. */
export function projected(vector: ArrayLike<number>, axes: readonly Float64Array[]): Float32Array {
  const result = Float32Array.from(axes, (axis) => dot(axis, vector));
  const norm = Math.sqrt(dot(result, result)) || 1;
  return result.map((value) => value / norm);
}
