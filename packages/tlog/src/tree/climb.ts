/** The way from a node at the bottom of a tree to its root, as proofs go it (RFC 9162 §2.1.3.2). */
export interface Climb {
  /** On which side the next sibling lies, and goes up to the parent; null at the root. */
  step(): 'left' | 'right' | null;
  isAtRoot(): boolean;
}

/** @param node index of the node; `last` the index of the last one at its level. */
export function createClimb(node: number, last: number): Climb {
  let at = node;
  let edge = last;
  const up = () => {
    at = Math.floor(at / 2);
    edge = Math.floor(edge / 2);
  };
  return {
    isAtRoot: () => edge === 0,
    step() {
      if (edge === 0) return null;
      const isRightOrEdge = at % 2 === 1 || at === edge;
      // A node at the right edge without a sibling is carried up unchanged.
      if (isRightOrEdge) while (at % 2 === 0 && at !== 0) up();
      up();
      return isRightOrEdge ? 'left' : 'right';
    },
  };
}
