/** Characters of an answer that a message shows. Slack takes 3,000 in a block. */
const maxShownChars = 2_400;
/** Of one block of a dialogue. */
const maxBlockChars = 2_800;

/** The beginning of a long answer, cut after a sentence. */
export function foldAnswer(answer: string): { readonly shown: string; readonly isFolded: boolean } {
  if (answer.length <= maxShownChars) return { shown: answer, isFolded: false };
  return { shown: cutAt(answer, maxShownChars), isFolded: true };
}

/** The whole of it, in pieces that a block can hold. */
export function answerPieces(answer: string): readonly string[] {
  const pieces: string[] = [];
  let rest = answer;
  while (rest.length > maxBlockChars) {
    const piece = cutAt(rest, maxBlockChars);
    pieces.push(piece);
    rest = rest.slice(piece.length).trimStart();
  }
  return [...pieces, rest];
}

function cutAt(text: string, maxChars: number): string {
  const head = text.slice(0, maxChars);
  const end = Math.max(head.lastIndexOf('. '), head.lastIndexOf('.\n'), head.lastIndexOf('] '), head.lastIndexOf('\n'));
  return (end > maxChars / 2 ? head.slice(0, end + 1) : head).toWellFormed();
}
