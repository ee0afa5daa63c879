/**
 * Somebody else works on the version now, or it was deleted: this worker stops without another write. Not a failure of the
 * document, so it has no code; it never reaches a person.
 */
export class LeaseLostError extends Error {
  constructor(step: string) {
    super(`The lease was lost before ${step}.`);
    this.name = 'LeaseLostError';
  }
}
