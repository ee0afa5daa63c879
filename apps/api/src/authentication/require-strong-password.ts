import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { CarrelError } from '@carrel/core';

/** Of 0 to 4: 3 withstands 10^8 guesses, far beyond what the limit of sign-ins lets anybody make. */
const leastScore = 3;
/** Of the password: the estimate takes a time that grows faster than its length, and nobody guesses so many good ones. */
const judgedChars = 100;
const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: judgedChars });

/**
 * Refuses passwords that are tried first: common ones, repetitions, sequences, rows of a keyboard, and what is made of the
 * person's own name and address. Length is checked by the form of the request.
 * @throws PASSWORD_TOO_WEAK.
 */
export function requireStrongPassword(password: string, personal: readonly string[]): void {
  const words = ['carrel', ...personal.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length > 2);
  const { score } = estimator.check(password, words);
  if (score < leastScore) throw new CarrelError('PASSWORD_TOO_WEAK', { message: `expected a score of ${leastScore}, got ${score}` });
}
