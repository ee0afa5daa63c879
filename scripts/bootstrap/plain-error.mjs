/** An error whose message is for people; no stack is shown. */
export class PlainError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
